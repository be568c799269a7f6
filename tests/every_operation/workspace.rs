//! Workspace 365: what users see.

use serde_json::Value;
use specwright_clients::workspace365_workspace::Client;
use specwright_clients::workspace365_workspace::activities::{CreateActivityBatchError, CreateActivityError};
use specwright_clients::workspace365_workspace::announcements::{
    CreateAnnouncementError, GetAnnouncementBlobError, ListAnnouncementsError,
};
use specwright_clients::workspace365_workspace::app_icons::{
    GetAppIconContentError, GetAppIconError, ListAppIconsError,
};
use specwright_clients::workspace365_workspace::apps::ListUserAppsError;
use specwright_clients::workspace365_workspace::events::{GetEventBlobError, ListEventsError};
use specwright_clients::workspace365_workspace::integration_credentials::{
    CreateIntegrationCredentialsError, UpdateIntegrationCredentialsError,
};
use specwright_clients::workspace365_workspace::types::{AnnouncementInclude, AppIconSource};

use super::api::{self, Api, Row, example};
use crate::support::json::with_numbers_in;
use crate::support::spec::Operation;

/// How the vendor's page shows every address of a person.
const UPN: &str = "[email protected]";

pub(super) struct Workspace;

impl Api for Workspace {
    type Client = Client;
    const SPEC: &'static str = "workspace365-workspace";
    const CREDENTIALS: &'static [(&'static str, &'static str)] = &[("workspace365Token", "0000")];
    const HEADERS: &'static [(&'static str, &'static str)] = &[("authorization", "Workspace365 0000")];
    const CALLS: &'static [Row<Client>] = &[
        row!(
            "createActivity",
            "POST /example/api/activities",
            CreateActivityError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden, 500 InternalServerError],
            |client| client.create_activity("example", &example::<Workspace, _>("createActivity"))
        ),
        row!(
            "createActivityBatch",
            "POST /example/api/activities-batch",
            CreateActivityBatchError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden, 500 InternalServerError],
            |client| client.create_activity_batch("example", &example::<Workspace, _>("createActivityBatch"))
        ),
        row!(
            "listUserApps",
            "GET /example/api/users/%5Bemail%20protected%5D/apps",
            ListUserAppsError[401 Unauthorized, 403 Forbidden, 404 NotFound(body), 500 InternalServerError],
            |client| client.list_user_apps("example", UPN)
        ),
        row!(
            "listAnnouncements",
            "GET /example/api/announcements?pageSize=10&categories=1024&include=statistics",
            ListAnnouncementsError[
                400 BadRequest(body), 401 Unauthorized(body), 403 Forbidden(body), 500 InternalServerError(body)
            ],
            |client| {
                let call = client.list_announcements("example").page_size(10);
                call.categories("1024").include(&AnnouncementInclude::Statistics)
            }
        ),
        row!(
            "createAnnouncement",
            "POST /example/api/announcements?version=2.0",
            CreateAnnouncementError[
                400 BadRequest(body), 401 Unauthorized(body), 403 Forbidden(body), 500 InternalServerError(body)
            ],
            |client| client.create_announcement("example", &example::<Workspace, _>("createAnnouncement"))
        ),
        row!(
            "getAnnouncementBlob",
            "GET /example/api/announcement-blobs/1ad05393-d2c3-47b4-bce7-8c9f38513c86_Workspace.png/content",
            GetAnnouncementBlobError[
                400 BadRequest(body), 401 Unauthorized(body), 403 Forbidden(body), 500 InternalServerError(body)
            ],
            |client| client.get_announcement_blob("example", "1ad05393-d2c3-47b4-bce7-8c9f38513c86_Workspace.png"),
            api::text
        ),
        row!(
            "listEvents",
            "GET /example/api/events?pageSize=10&categories=1024\
             &startDate=2024-11-05T12%3A00%3A00.000Z..2026-11-07T12%3A00%3A00.000Z\
             &endDate=2024-11-09T12%3A00%3A00.000Z..2026-11-10T12%3A00%3A00.000Z",
            ListEventsError[
                400 BadRequest(body), 401 Unauthorized(body), 403 Forbidden(body), 500 InternalServerError(body)
            ],
            |client| {
                let call = client.list_events("example").page_size(10).categories("1024");
                let call = call.start_date("2024-11-05T12:00:00.000Z..2026-11-07T12:00:00.000Z");
                call.end_date("2024-11-09T12:00:00.000Z..2026-11-10T12:00:00.000Z")
            }
        ),
        row!(
            "getEventBlob",
            "GET /example/api/event-blobs/9c4a7c40-e8bf-437f-85f2-bf1dda38258e_Workspace365namedlogo%20128x128.png/content",
            GetEventBlobError[
                400 BadRequest(body), 401 Unauthorized(body), 403 Forbidden(body), 500 InternalServerError(body)
            ],
            |client| {
                let blob = "9c4a7c40-e8bf-437f-85f2-bf1dda38258e_Workspace365namedlogo 128x128.png";
                client.get_event_blob("example", blob)
            },
            api::text
        ),
        row!(
            "listAppIcons",
            "GET /example/api/appicons/global",
            ListAppIconsError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden, 500 InternalServerError],
            |client| client.list_app_icons("example", &AppIconSource::Global)
        ),
        row!(
            "getAppIcon",
            "GET /example/api/appicons/global/36",
            GetAppIconError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden, 500 InternalServerError],
            |client| client.get_app_icon("example", &AppIconSource::Global, 36)
        ),
        row!(
            "getAppIconContent",
            "GET /example/api/appicons/global/36/content",
            GetAppIconContentError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden, 500 InternalServerError],
            |client| client.get_app_icon_content("example", &AppIconSource::Global, 36),
            api::text
        ),
        row!(
            "createIntegrationCredentials",
            "POST /example/IntegrationCredentialsApi/User/%5Bemail%20protected%5D/",
            CreateIntegrationCredentialsError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden, 404 NotFound],
            |client| {
                let body = example::<Workspace, _>("createIntegrationCredentials");
                client.create_integration_credentials("example", UPN, &body)
            }
        ),
        row!(
            "updateIntegrationCredentials",
            "PUT /example/IntegrationCredentialsApi/8/",
            UpdateIntegrationCredentialsError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden, 404 NotFound],
            |client| {
                let body = example::<Workspace, _>("updateIntegrationCredentials");
                client.update_integration_credentials("example", 8, &body)
            }
        ),
    ];

    fn client(url: &str, prefer: &str) -> Client {
        Client::builder(url)
            .default_header("prefer", prefer)
            .workspace365_token("0000")
            .without_retries()
            .build()
            .unwrap()
    }

    /// One of the samples has the codes called `Kind` as text; they are written as numbers, as in the others.
    fn body(operation: &Operation<'_>) -> Option<Value> {
        operation.first_request_example().map(|example| with_numbers_in(&["Kind"], &example))
    }
}

#[tokio::test]
async fn each_documented_answer_is_typed() {
    api::each_documented_answer_is_typed::<Workspace>().await;
}

#[tokio::test]
async fn each_sends_exactly_what_the_document_shows() {
    api::each_sends_exactly_what_the_document_shows::<Workspace>().await;
}
