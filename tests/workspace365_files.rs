//! Files that go to Workspace 365 and come from it: one that is sent as part of a form, three that are received.
#![cfg(all(feature = "workspace365-active-directory-sync", feature = "workspace365-workspace"))]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::sync::LazyLock;

use serde_json::json;
use specwright_clients::workspace365_active_directory_sync as sync;
use specwright_clients::workspace365_active_directory_sync::users::PutProfilePictureError;
use specwright_clients::workspace365_workspace as workspace;
use specwright_clients::workspace365_workspace::announcements::GetAnnouncementBlobError;
use specwright_clients::workspace365_workspace::types::AppIconSource;
use specwright_runtime::{Body, BoxFuture, Bytes, Download, Part};

use support::assert_hides;
use support::server::{Answer, Expected, Server};
use support::spec::Spec;

static SYNC: LazyLock<Spec> = LazyLock::new(|| Spec::open("workspace365-active-directory-sync"));
static WORKSPACE: LazyLock<Spec> = LazyLock::new(|| Spec::open("workspace365-workspace"));

/// What the vendor writes before a key, and a key.
const KEY: &str = "Workspace365 00000000-0000-0000-0000-000000000000";
/// The first bytes of every PNG, which are no text.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

async fn synchronising() -> (Server, sync::Client) {
    let server = Server::start().await;
    let client = sync::Client::builder(server.url()).basic_sync_token("sync-token").without_retries().build().unwrap();
    (server, client)
}

async fn working() -> (Server, workspace::Client) {
    let server = Server::start().await;
    let client = workspace::Client::builder(server.url()).workspace365_token(KEY).without_retries().build().unwrap();
    (server, client)
}

#[tokio::test]
async fn put_profile_picture() {
    let (server, client) = synchronising().await;
    assert_eq!(SYNC.operation("putProfilePicture").statuses(), ["200", "default"]);
    server.answers(Answer::new(200));
    let picture = Part::from(PNG).file_name("Zoë \"Z\".png").content_type("image/png");

    client.put_profile_picture("example", "4dcvcd74", picture).await.unwrap();

    let sent = server.received_one();
    assert_eq!(sent.method, "PUT");
    assert_eq!(sent.target, "/example/ActiveDirectorySyncAPI/Users/4dcvcd74/ProfilePicture");
    assert_eq!(sent.header("authorization"), ["Basic c3luYy10b2tlbjo="]);
    assert_eq!(sent.header("content-length"), [sent.body.len().to_string()]);
    let [content_type] = sent.header("content-type")[..] else { panic!("{sent:?}") };
    let boundary = multer::parse_boundary(content_type).unwrap();
    let mut form = multer::Multipart::with_reader(&sent.body[..], boundary);
    let part = form.next_field().await.unwrap().unwrap();
    assert_eq!((part.name(), part.file_name()), (Some("file"), Some("Zoë %22Z%22.png")));
    assert_eq!(part.content_type().map(ToString::to_string).as_deref(), Some("image/png"));
    assert_eq!(part.bytes().await.unwrap(), PNG);
    assert!(form.next_field().await.unwrap().is_none(), "there is one part");
}

#[tokio::test]
async fn a_picture_is_sent_as_it_is_read() {
    let (server, client) = synchronising().await;
    server.answers(Answer::new(200));
    let picture = Part::new(Body::reader(PNG, Some(PNG.len() as u64))).content_type("image/png");

    client.put_profile_picture("example", "1", picture).await.unwrap();

    let sent = server.received_one();
    assert_eq!(sent.header("content-length"), [sent.body.len().to_string()]);
    assert!(sent.body.windows(PNG.len()).any(|window| window == PNG));
}

#[tokio::test]
async fn a_picture_that_is_refused_is_an_error() {
    let (server, client) = synchronising().await;
    for status in [400, 401, 413] {
        server.answers(Answer::new(status));
        let error = client.put_profile_picture("example", "1", PNG).await.unwrap_err();
        assert!(matches!(error.body(), Some(PutProfilePictureError::Default)), "{error:?}");
        assert_eq!(error.status(), Some(status));
        assert_hides(&["c3luYy10b2tlbjo", "sync-token"], &format!("{error} {error:?}"));
    }
}

/// A call of a download, its id in the spec and its request line.
type Row = (&'static str, &'static str, for<'a> fn(&'a workspace::Client) -> BoxFuture<'a, Result<Download, u16>>);

/// The downloads, with the ids of the vendor's samples.
const DOWNLOADS: &[Row] = &[
    (
        "getAnnouncementBlob",
        "GET /example/api/announcement-blobs/1ad05393-d2c3-47b4-bce7-8c9f38513c86_Work%20space.png/content",
        |client| {
            let call = client.get_announcement_blob("example", "1ad05393-d2c3-47b4-bce7-8c9f38513c86_Work space.png");
            Box::pin(async { call.download().await.map_err(|error| error.status().unwrap()) })
        },
    ),
    ("getEventBlob", "GET /example/api/event-blobs/a%20b.png/content", |client| {
        let call = client.get_event_blob("example", "a b.png");
        Box::pin(async { call.download().await.map_err(|error| error.status().unwrap()) })
    }),
    ("getAppIconContent", "GET /example/api/appicons/global/36/content", |client| {
        let call = client.get_app_icon_content("example", &AppIconSource::Global, 36);
        Box::pin(async { call.download().await.map_err(|error| error.status().unwrap()) })
    }),
];

#[tokio::test]
async fn pictures_are_downloaded() {
    let (server, client) = working().await;
    for (id, line, call) in DOWNLOADS {
        server.answers(Answer::new(200).bytes("image/png", PNG).header("x-request-id", "r1"));

        let download = call(&client).await.unwrap();

        let expected = Expected::new(line).header("accept", "application/json, */*").header("authorization", KEY);
        server.received_one().assert_is(&expected);
        assert_eq!((download.status(), download.content_type()), (200, Some("image/png")), "{id}");
        assert_eq!((download.content_length(), download.request_id()), (Some(PNG.len() as u64), Some("r1")));
        let mut file = Vec::new();
        assert_eq!(download.write_to(&mut file).await.unwrap(), PNG.len() as u64);
        assert_eq!(file, PNG);
    }
}

#[tokio::test]
async fn documented_failures_of_downloads_are_failures() {
    let (server, client) = working().await;
    for (id, _, call) in DOWNLOADS {
        for status in WORKSPACE.operation(id).failures() {
            server.answers(Answer::new(status).json(&json!({"message": "no"})));
            assert_eq!(call(&client).await.unwrap_err(), status, "{id}");
        }
    }
}

#[tokio::test]
async fn failures_are_the_same_awaited_and_downloaded() {
    let (server, client) = working().await;
    let body = json!({"errors": [{"message": "Unknown blob."}]});
    for _ in 0..2 {
        server.answers(Answer::new(400).json(&body));
    }
    let awaited = client.get_announcement_blob("example", "1").await.unwrap_err();
    let downloaded = client.get_announcement_blob("example", "1").download().await.unwrap_err();
    for error in [awaited, downloaded] {
        assert!(matches!(error.body(), Some(GetAnnouncementBlobError::BadRequest(_))), "{error:?}");
        assert_eq!(serde_json::from_slice::<serde_json::Value>(error.bytes().unwrap()).unwrap(), body);
        assert_hides(&[KEY], &format!("{error} {error:?}"));
    }
}

#[tokio::test]
async fn small_pictures_can_be_awaited() {
    let (server, client) = working().await;
    server.answers(Answer::new(200).bytes("image/svg+xml", "<svg/>"));
    let icon = client.get_app_icon_content("example", &AppIconSource::Global, 36).await.unwrap();
    assert_eq!((icon.content_type.as_deref(), icon.bytes), (Some("image/svg+xml"), Bytes::from("<svg/>")));
}
