-- Synthetic events of a year; a person's weight is the square of an even share, so that few are there often.
COPY (
 WITH r AS (SELECT i, (hash(i)>>1)::BIGINT h1, (hash(i+{n_events})>>1)::BIGINT h2, (hash(i+2 * {n_events})>>1)::BIGINT h3, (hash(i+3 * {n_events})>>1)::BIGINT h4, (hash(i+4 * {n_events})>>1)::BIGINT h5, (hash(i+5 * {n_events})>>1)::BIGINT h6 FROM range({n_events}) t(i)),
 e AS (SELECT i, ((h1%1000000)/1e6)^2*{n_people} AS pf, (h2%1000)/1000.0 AS u, h3, h4, h5, h6 FROM r),
 x AS (SELECT *, CAST(floor(pf) AS BIGINT) AS person,
   CASE WHEN u<.62 THEN 'product_viewed' WHEN u<.74 THEN 'page_viewed' WHEN u<.80 THEN 'products_searched' WHEN u<.86 THEN 'product_added'
        WHEN u<.88 THEN 'product_favourited' WHEN u<.90 THEN 'element_clicked' WHEN u<.92 THEN 'checkout_started' WHEN u<.94 THEN 'order_completed'
        WHEN u<.97 THEN 'order_line_recorded' WHEN u<.98 THEN 'coupon_applied' WHEN u<.984 THEN 'order_refunded' WHEN u<.99 THEN 'product_shared'
        WHEN u<.994 THEN 'product_reviewed' WHEN u<.997 THEN 'content_liked' ELSE 'content_commented' END AS name FROM e)
 SELECT printf('%016x', i) AS event_id, 'bench' AS source, NULL::VARCHAR AS message_id, name,
  {as_of} - 1 - CAST(h3 % 31536000000000 AS BIGINT) AS occurred_at, {as_of} - 1 - CAST(h3 % 31536000000000 AS BIGINT) AS received_at, NULL::VARCHAR AS person_id,
  'member_no' AS namespace, printf('M%07d', person) AS identity, NULL::VARCHAR AS session_id,
  CASE WHEN name LIKE 'product_%' OR name='order_line_recorded' THEN printf('i%05d', (h4 % {n_items} + person*37) % {n_items}) END AS item_id,
  CASE WHEN name LIKE 'order_%' OR name='coupon_applied' THEN printf('o%09d', CAST(person*1000 + h4 % 40 AS BIGINT)) END AS order_id,
  CASE WHEN name='order_line_recorded' THEN CAST(1+h5%3 AS BIGINT) END AS quantity,
  CASE WHEN name LIKE 'order_%' THEN CAST(500+h5%90000 AS BIGINT) END AS amount_minor, CASE WHEN name LIKE 'order_%' THEN 'CNY' END AS currency,
  ['app','mini_program','h5','web'][1+(h6+person)%4] AS channel, ['ios','android','harmony'][1+person%3] AS device,
  CASE WHEN name='page_viewed' THEN ['home','list','detail','cart','mine'][1+h4%5] END AS page, CASE WHEN name='element_clicked' THEN ['banner','feed','rank'][1+h4%3] END AS zone,
  CASE WHEN name IN ('product_viewed','page_viewed') THEN CAST(1000+h5%180000 AS BIGINT) END AS dwell_ms, NULL::VARCHAR AS text_id, NULL::VARCHAR AS campaign_id, '{{}}' AS properties, NULL::BIGINT AS log_seq
 FROM x) TO '{path}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)