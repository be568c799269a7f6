//! Another crate of the program has switched HTTP/2 on, as it is in these tests, and our feature is off.

#[allow(dead_code, reason = "shared with other tests")]
#[path = "../http2/server.rs"]
mod server;

use http::Version;

use self::server::Server;
use super::api::Client;

#[tokio::test]
async fn nothing_is_spoken_that_nobody_asked_for() {
    let server = Server::http1(&["h2", "http/1.1"], "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
    let client = Client::builder(server.url()).with(|builder| builder.root_certificates(server.pem.clone()));
    assert_eq!(client.build().unwrap().sync().await.unwrap(), "done");
    assert_eq!(server.requests()[0].version(), Version::HTTP_11);
}
