// sa-sdk-node, unchanged but for the address: node sensors.cjs URL KEY plain|gzip|debug|dry|wrong
const SensorsAnalytics = require('sa-sdk-node')

const [host, key, mode] = process.argv.slice(2)
const submit = { plain: 'track', gzip: 'track', debug: 'debug', dry: 'dryRun', wrong: 'debug' }[mode]

async function main() {
  const errors = []
  const sa = new (SensorsAnalytics.default ?? SensorsAnalytics)()
  const options = { url: `${host}/sa?project=default&token=${key}`, gzip: mode !== 'plain', mode: submit }
  const submitter = sa.submitTo(options, { count: 5 })
  submitter.catch((error) => errors.push(error.message))
  const login = { $is_login_id: true }
  sa.track('u1', 'payOrder', { ...login, orderID: 'o1', orderAmount: 19.9 })
  sa.trackSignup('u1', 'anon-1', {})
  sa.profileSet('u1', { ...login, level: 'gold' })
  sa.profileIncrement('u1', { visits: 2 })
  sa.track('anon-1', '$MPViewScreen', mode === 'wrong' ? { $time: 4102444800000 } : { $screen_name: 'pages/index' })
  await new Promise((resolve) => setTimeout(resolve, 700))
  console.log(JSON.stringify({ errors }))
}

main()
