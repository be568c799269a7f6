//! Workspace 365, directory sync: ten operations, with the token of the sync as user name and an empty password.

use anyhow::Result;
use specwright_clients::workspace365_active_directory_sync::{Client, types};
use specwright_mock::Builder;
use specwright_runtime::Part;

use super::summary::done;
use super::support;
use super::visit::Tour;

const API: &str = "workspace365-active-directory-sync";
const TOKEN: &str = "4613e4c6-aa59-45d0-88c9-c99feddf3959";
const ENVIRONMENT: &str = "example";
const USER: &str = "4dcvcd74-9103-45ac-b0fe-a0aa0b1d00a";
const GROUP: &str = "9acasd74-0599-45ac-b0fe-a0aa0b9a00a";
const OTHER_GROUP: &str = "4dcvcd74-9103-45ac-b0fe-a0aa0b1d00b";

pub(crate) fn prepare(mock: Builder) -> Builder {
    mock.credential("basicSyncToken", TOKEN)
}

pub(crate) async fn visit(tour: &mut Tour) -> Result<()> {
    let directory = Client::builder(tour.url(API)?).basic_sync_token(TOKEN).build()?;
    let mut visit = tour.visit(API, "Basic, empty password");

    let user = types::SyncUser {
        first_name: Some("Sarah".to_owned()),
        last_name: Some("de Vries".to_owned()),
        email: Some("sarah@example.com".to_owned()),
        is_admin: Some(types::TextBoolean::False),
        is_active: Some(types::TextBoolean::True),
        ..types::SyncUser::new("sarah@example.com")
    };
    let group =
        types::SyncGroup { description: Some("Everyone from Finance".to_owned()), ..types::SyncGroup::new("Finance") };
    let picture = Part::new(support::PICTURE).file_name("sarah.png").content_type("image/png");

    visit.call(directory.put_user(ENVIRONMENT, USER, &user), done("stored")).await;
    visit.call(directory.put_profile_picture(ENVIRONMENT, USER, picture), done("stored")).await;
    visit.call(directory.put_group(ENVIRONMENT, GROUP, &group), done("stored")).await;
    visit.call(directory.add_user_to_group(ENVIRONMENT, GROUP, USER), done("added")).await;
    visit.call(directory.add_group_to_group(ENVIRONMENT, OTHER_GROUP, GROUP), done("added")).await;
    visit.call(directory.remove_group_from_group(ENVIRONMENT, OTHER_GROUP, GROUP), done("removed")).await;
    visit.call(directory.remove_user_from_group(ENVIRONMENT, GROUP, USER), done("removed")).await;
    visit.call(directory.delete_group(ENVIRONMENT, GROUP), done("deleted")).await;
    visit.call(directory.delete_profile_picture(ENVIRONMENT, USER), done("deleted")).await;
    visit.call(directory.delete_user(ENVIRONMENT, USER), done("deleted")).await;
    Ok(())
}
