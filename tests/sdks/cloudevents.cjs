// cloudevents, posting what it makes: node cloudevents.cjs URL KEY
const { CloudEvent, HTTP } = require('cloudevents')

const [host, key] = process.argv.slice(2)

async function post({ headers, body }) {
  const answer = await fetch(`${host}/v1/events`, { method: 'POST', headers: { ...headers, authorization: `Bearer ${key}` }, body })
  return answer.json()
}

async function main() {
  const event = (id, type, data) =>
    new CloudEvent({ id, source: '/shop', type, subject: 'u1', time: new Date().toISOString(), datacontenttype: 'application/json', data })
  const viewed = event('1', 'com.example.product.viewed', { product_id: 'p1' })
  const batch = [viewed, event('3', 'com.example.order.completed', { order_id: 'o1', total: 19.9 })]
  const answers = [
    await post(HTTP.structured(viewed)),
    await post(HTTP.binary(event('2', 'trait_set', { property: 'level', value: 'gold' }))),
    await post({ headers: { 'content-type': 'application/cloudevents-batch+json' }, body: JSON.stringify(batch) }),
  ]
  console.log(JSON.stringify({ verdicts: answers.map((each) => each.events.map((one) => one.verdict)) }))
}

main()
