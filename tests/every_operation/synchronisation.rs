//! Workspace 365: users, groups and memberships that are kept as they are in a directory.

use specwright_clients::workspace365_active_directory_sync::Client;
use specwright_clients::workspace365_active_directory_sync::groups::{DeleteGroupError, PutGroupError};
use specwright_clients::workspace365_active_directory_sync::memberships::{
    AddGroupToGroupError, AddUserToGroupError, RemoveGroupFromGroupError, RemoveUserFromGroupError,
};
use specwright_clients::workspace365_active_directory_sync::users::{
    DeleteProfilePictureError, DeleteUserError, PutProfilePictureError, PutUserError,
};

use super::api::{self, Api, Row, example};

/// The ids of the vendor's samples; one of them serves for users and groups alike.
const ANY: &str = "4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a";
const GROUP: &str = "9acasd74-0599-45ac-b0fe-a0aa0b9a00a";

pub(super) struct Synchronisation;

impl Api for Synchronisation {
    type Client = Client;
    const SPEC: &'static str = "workspace365-active-directory-sync";
    const CREDENTIALS: &'static [(&'static str, &'static str)] = &[("basicSyncToken", "sync-token")];
    const HEADERS: &'static [(&'static str, &'static str)] = &[("authorization", "Basic c3luYy10b2tlbjo=")];
    const CALLS: &'static [Row<Client>] = &[
        row!(
            "putUser",
            "PUT /example/ActiveDirectorySyncAPI/Users/4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a/",
            PutUserError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden],
            |client| client.put_user("example", ANY, &example::<Synchronisation, _>("putUser"))
        ),
        row!(
            "deleteUser",
            "DELETE /example/ActiveDirectorySyncAPI/Users/4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a/",
            DeleteUserError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden],
            |client| client.delete_user("example", ANY)
        ),
        row!(
            "putProfilePicture",
            "PUT /example/ActiveDirectorySyncAPI/Users/4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a/ProfilePicture",
            PutProfilePictureError[418 Default],
            |client| client.put_profile_picture("example", ANY, &b"\x89PNG"[..])
        ),
        row!(
            "deleteProfilePicture",
            "DELETE /example/ActiveDirectorySyncAPI/Users/4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a/ProfilePicture",
            DeleteProfilePictureError[418 Default],
            |client| client.delete_profile_picture("example", ANY)
        ),
        row!(
            "putGroup",
            "PUT /example/ActiveDirectorySyncAPI/Groups/9acasd74-0599-45ac-b0fe-a0aa0b9a00a/",
            PutGroupError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden],
            |client| client.put_group("example", GROUP, &example::<Synchronisation, _>("putGroup"))
        ),
        row!(
            "deleteGroup",
            "DELETE /example/ActiveDirectorySyncAPI/Groups/9acasd74-0599-45ac-b0fe-a0aa0b9a00a/",
            DeleteGroupError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden],
            |client| client.delete_group("example", GROUP)
        ),
        // Where two ids have the same place in a sample, different ones tell them apart here.
        row!(
            "addUserToGroup",
            "PUT /example/ActiveDirectorySyncAPI/Groups/9acasd74-0599-45ac-b0fe-a0aa0b9a00a/Users/4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a",
            AddUserToGroupError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden],
            |client| client.add_user_to_group("example", GROUP, ANY)
        ),
        row!(
            "removeUserFromGroup",
            "DELETE /example/ActiveDirectorySyncAPI/Groups/9acasd74-0599-45ac-b0fe-a0aa0b9a00a/Users/4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a",
            RemoveUserFromGroupError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden],
            |client| client.remove_user_from_group("example", GROUP, ANY)
        ),
        row!(
            "addGroupToGroup",
            "PUT /example/ActiveDirectorySyncAPI/9acasd74-0599-45ac-b0fe-a0aa0b9a00a/Groups/4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a",
            AddGroupToGroupError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden],
            |client| client.add_group_to_group("example", GROUP, ANY)
        ),
        row!(
            "removeGroupFromGroup",
            "DELETE /example/ActiveDirectorySyncAPI/9acasd74-0599-45ac-b0fe-a0aa0b9a00a/Groups/4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a",
            RemoveGroupFromGroupError[400 BadRequest(body), 401 Unauthorized, 403 Forbidden],
            |client| client.remove_group_from_group("example", GROUP, ANY)
        ),
    ];

    fn client(url: &str, prefer: &str) -> Client {
        Client::builder(url)
            .default_header("prefer", prefer)
            .basic_sync_token("sync-token")
            .without_retries()
            .build()
            .unwrap()
    }
}

#[tokio::test]
async fn each_documented_answer_is_typed() {
    api::each_documented_answer_is_typed::<Synchronisation>().await;
}

#[tokio::test]
async fn each_sends_exactly_what_the_document_shows() {
    api::each_sends_exactly_what_the_document_shows::<Synchronisation>().await;
}
