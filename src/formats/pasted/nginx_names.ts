// Role: the names of nginx's variables: those that its documentation lists, and the beginnings of those that name a header, a cookie
// and the like. What else a `log_format` names was made by `map`, `set` or a module.

/** All of https://nginx.org/en/docs/varindex.html that have one name. */
const VARIABLES: ReadonlySet<string> = new Set(
  `acme_certificate acme_certificate_key ancient_browser args binary_remote_addr body_bytes_sent bytes_received bytes_sent connection
  connection_requests connection_time connections_active connections_reading connections_waiting connections_writing content_length
  content_type date_gmt date_local document_root document_uri fastcgi_path_info fastcgi_script_name fastcgi_script_filename
  geoip_area_code geoip_city geoip_city_continent_code geoip_city_country_code geoip_city_country_code3 geoip_city_country_name
  geoip_country_code geoip_country_code3 geoip_country_name geoip_dma_code geoip_latitude geoip_longitude geoip_org
  geoip_postal_code geoip_region geoip_region_name gzip_ratio host hostname http2 http3 https invalid_referer is_args is_request_port
  jwt_payload limit_conn_status limit_rate limit_req_status memcached_key mgmt_variable modern_browser msec msie msie_version
  nginx_version otel_parent_id otel_parent_sampled otel_span_id otel_trace_id pid pipe protocol proxy_add_x_forwarded_for proxy_host
  proxy_internal_body_length proxy_internal_chunked proxy_port proxy_protocol_addr proxy_protocol_port proxy_protocol_server_addr
  proxy_protocol_server_port proxy_requests query_string quic realip_remote_addr realip_remote_port realpath_root remote_addr
  remote_passwd remote_port remote_user request request_body request_body_file request_completion request_filename request_id
  request_length request_method request_port request_time request_uri scheme secure_link secure_link_expires server_addr
  server_name server_port server_protocol session_log_binary_id session_log_id session_time slice_range spdy
  spdy_request_priority status tcpinfo_rtt tcpinfo_rttvar tcpinfo_snd_cwnd tcpinfo_rcv_space time_iso8601 time_local uid_got
  uid_reset uid_set upstream_addr upstream_bytes_received upstream_bytes_sent upstream_cache_age upstream_cache_key
  upstream_cache_last_modified upstream_cache_status upstream_connect_time upstream_first_byte_time upstream_header_time
  upstream_last_addr upstream_last_server_name upstream_queue_time upstream_response_length upstream_response_time
  upstream_session_time upstream_status uri zstd_ratio brotli_ratio`.split(/\s+/),
);

/** What the names of families begin with. */
const FAMILIES =
  /^(?:http|sent_http|sent_trailer|upstream_http|upstream_trailer|upstream_cookie|cookie|arg|ssl|ssl_preread|geoip2?|jwt_header|jwt_claim|proxy_protocol_tlv|date)_\w/;

/** Whether nginx knows the variable by this name, written without its dollar. */
export function isOfNginx(name: string): boolean {
  // Names of variables have no case.
  const small = name.toLowerCase();
  return VARIABLES.has(small) || FAMILIES.test(small);
}
