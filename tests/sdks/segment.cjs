// @segment/analytics-node, unchanged but for the host: node segment.cjs URL KEY all|one
const { Analytics } = require('@segment/analytics-node')

const [host, writeKey, mode] = process.argv.slice(2)

async function main() {
  const errors = []
  const analytics = new Analytics({ writeKey, host, flushInterval: 50 })
  analytics.on('error', (error) => errors.push(String(error.reason ?? error)))
  analytics.track({ messageId: 'm1', userId: 'u1', event: 'Product Viewed', properties: { product_id: 'p1', price: 19.9 } })
  if (mode === 'all') {
    analytics.identify({ messageId: 'm2', userId: 'u1', traits: { level: 'gold', email: 'a@b.example' } })
    analytics.page({ messageId: 'm3', userId: 'u1', name: 'Home' })
    analytics.screen({ messageId: 'm4', userId: 'u1', name: 'Cart' })
    analytics.group({ messageId: 'm5', userId: 'u1', groupId: 'g1', traits: { plan: 'pro' } })
    analytics.alias({ messageId: 'm6', userId: 'u1', previousId: 'anon-1' })
    analytics.track({
      messageId: 'm7',
      anonymousId: 'anon-1',
      event: 'Products Searched',
      properties: { query: '轻薄 粉底' },
      context: { consent: { categoryPreferences: { Advertising: false, Analytics: true } } },
    })
  }
  await analytics.closeAndFlush({ timeout: 15000 })
  console.log(JSON.stringify({ errors }))
}

main()
