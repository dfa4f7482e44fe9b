// posthog-node, unchanged but for the host: node posthog.cjs URL KEY all|one (POSTHOG_CAPTURE_MODE chooses the endpoint)
const { PostHog } = require('posthog-node')

const [host, key, mode] = process.argv.slice(2)
const id = (number) => `018f3c5e-0000-7000-8000-00000000000${number}`

async function main() {
  const errors = []
  const waiting = setInterval(() => {}, 1000) // the SDK's own timers do not keep a process alive
  const client = new PostHog(key, { host, flushInterval: 50, fetchRetryDelay: 500 })
  client.on('error', (error) => errors.push({ text: String(error), drops: error.drops ?? [] }))
  client.capture({ uuid: id(0), distinctId: 'u1', event: 'Product Viewed', properties: { product_id: 'p1', price: 19.9 } })
  let flags = null
  if (mode === 'all') {
    client.identify({ distinctId: 'u1', properties: { $set: { level: 'gold' }, $set_once: { first_channel: 'wx' } } })
    client.alias({ distinctId: 'u1', alias: 'anon-1' })
    client.capture({ uuid: id(1), distinctId: 'u1', event: '$pageview', properties: { $current_url: 'https://shop.example/p/1?a=b' } })
    client.capture({ uuid: id(2), distinctId: 'u1', event: 'Products Searched', properties: { query: '轻薄 粉底' } })
    flags = await client.getAllFlags('u1')
  }
  await client.shutdown(15000)
  clearInterval(waiting)
  console.log(JSON.stringify({ errors, flags }))
}

main()
