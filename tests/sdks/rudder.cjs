// @rudderstack/rudder-sdk-node, unchanged but for the address: node rudder.cjs URL KEY all|one
const Rudder = require('@rudderstack/rudder-sdk-node')

const [dataPlaneUrl, writeKey, mode] = process.argv.slice(2)

async function main() {
  const errors = []
  const client = new (Rudder.default ?? Rudder)(writeKey, {
    dataPlaneUrl,
    flushInterval: 50,
    logLevel: 'error',
    errorHandler: (error) => errors.push(String(error)),
  })
  const done = []
  const sent = (call, message) => done.push(new Promise((resolve) => client[call](message, resolve)))
  sent('track', { messageId: 'm1', userId: 'u1', event: 'Product Viewed', properties: { product_id: 'p1', price: 19.9 } })
  if (mode === 'all') {
    sent('identify', { messageId: 'm2', userId: 'u1', traits: { level: 'gold', email: 'a@b.example' } })
    sent('page', { messageId: 'm3', userId: 'u1', name: 'Home' })
    sent('screen', { messageId: 'm4', userId: 'u1', name: 'Cart' })
    sent('group', { messageId: 'm5', userId: 'u1', groupId: 'g1', traits: { plan: 'pro' } })
    sent('alias', { messageId: 'm6', userId: 'u1', previousId: 'anon-1' })
    sent('track', {
      messageId: 'm7',
      anonymousId: 'anon-1',
      event: 'Products Searched',
      properties: { query: '轻薄 粉底' },
      context: { consentManagement: { allowedConsentIds: ['Analytics'], deniedConsentIds: ['Advertising'] } },
    })
  }
  client.flush()
  const failed = (await Promise.all(done)).filter((error) => error instanceof Error)
  console.log(JSON.stringify({ errors: [...errors, ...failed.map(String)] }))
  process.exit(0)
}

main()
