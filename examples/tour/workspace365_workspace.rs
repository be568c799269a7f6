//! Workspace 365, environment: 13 operations, with the key of the environment behind the word `Workspace365`.

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use specwright_clients::workspace365_workspace::{Client, types};
use specwright_mock::Builder;

use super::summary::{count, done, file, number};
use super::support;
use super::visit::{Tour, Visit};

const API: &str = "workspace365-workspace";
const KEY: &str = "00000000-0000-0000-0000-000000000000";
const ENVIRONMENT: &str = "example";
const UPN: &str = "someone@example.com";

pub(crate) fn prepare(mock: Builder) -> Builder {
    mock.credential("workspace365Token", KEY)
}

pub(crate) async fn visit(tour: &mut Tour) -> Result<()> {
    let workspace = Client::builder(tour.url(API)?).workspace365_token(KEY).build()?;
    let mut visit = tour.visit(API, "Workspace365 token");

    activities(&mut visit, &workspace).await;
    announcements(&mut visit, &workspace).await;
    events(&mut visit, &workspace).await;
    apps(&mut visit, &workspace).await;
    integrations(&mut visit, &workspace).await;
    Ok(())
}

async fn activities(visit: &mut Visit<'_>, workspace: &Client) {
    let user = types::UserLookup { upn: Some(UPN.to_owned()), ..types::UserLookup::default() };
    let action = types::Action::new(
        types::ActionKind::Check,
        "Accept proposal",
        "https://workspace365instance.url/proposal/accept",
    );
    let activity = types::Activity {
        icon: Some(types::Icon { name: Some("Phone".to_owned()), ..types::Icon::default() }),
        url: Some("https://workspace365instance.url".to_owned()),
        tag: Some("Proposals".to_owned()),
        color: Some(types::Color { value: Some("#00ff00".to_owned()), ..types::Color::new(types::ColorKind::Custom) }),
        actions: Some(vec![action]),
        ..types::Activity::new(user, "Test activity")
    };
    let everybody = types::BatchActivity::new(
        types::Scope::new(types::ScopeKind::AllUsers),
        types::ActivityWithoutUser::new("Test activity"),
    );

    visit.call(workspace.create_activity(ENVIRONMENT, &activity), |made| number("activity", made.id)).await;
    visit.call(workspace.create_activity_batch(ENVIRONMENT, &everybody), |made| count(made, "recipient")).await;
}

async fn announcements(visit: &mut Visit<'_>, workspace: &Client) {
    let uri = format!("data:image/png;base64,{}", STANDARD.encode(support::PICTURE));
    let announcement = types::NewAnnouncement {
        description: Some("This is my <b>announcement</b>".to_owned()),
        media: Some(types::NewAnnouncementMedia {
            media_kind: Some(types::MediaKind::Image),
            image: Some(types::AnnouncementImage::new("Minions.png", uri)),
            ..types::NewAnnouncementMedia::default()
        }),
        show_popup_directly_to_user: Some(true),
        allow_comments: Some(true),
        ..types::NewAnnouncement::new(
            "My announcement",
            types::CategoryLookup { id: Some(2), ..types::CategoryLookup::default() },
        )
    };
    let with_figures = types::AnnouncementInclude::Statistics;
    let picture = "1ad05393-d2c3-47b4-bce7-8c9f38513c86_Workspace.png";

    visit.call(workspace.create_announcement(ENVIRONMENT, &announcement), |made| number("id", made.id)).await;
    visit
        .call(workspace.list_announcements(ENVIRONMENT).page_size(10).include(&with_figures), |page| {
            let more = if page.next_page_token.is_value() { "more to come" } else { "last page" };
            format!("{}, {more}", count(&page.items, "announcement"))
        })
        .await;
    visit.call(workspace.list_announcements(ENVIRONMENT).items().collect_all(), |all| count(all, "announcement")).await;
    visit.call(workspace.get_announcement_blob(ENVIRONMENT, picture), |bytes| file(bytes.as_ref())).await;
}

async fn events(visit: &mut Visit<'_>, workspace: &Client) {
    let picture = "9c4a7c40-e8bf-437f-85f2-bf1dda38258e_Workspace365namedlogo 128x128.png";
    let starting = "2024-11-05T12:00:00.000Z..2026-11-07T12:00:00.000Z";

    visit
        .call(workspace.list_events(ENVIRONMENT).page_size(10).start_date(starting), |page| count(&page.items, "event"))
        .await;
    let streamed =
        async { anyhow::Ok(workspace.get_event_blob(ENVIRONMENT, picture).download().await?.collect(1 << 20).await?) };
    visit.call(streamed, |bytes| format!("{}, streamed", file(bytes))).await;
}

async fn apps(visit: &mut Visit<'_>, workspace: &Client) {
    let source = types::AppIconSource::Global;

    visit
        .call(workspace.list_user_apps(ENVIRONMENT, UPN), |apps| {
            let names: Vec<_> = apps.iter().filter_map(|app| app.app_name.as_deref()).collect();
            format!("{}: {}", count(apps, "app"), names.join(", "))
        })
        .await;
    visit.call(workspace.list_app_icons(ENVIRONMENT, &source), |icons| count(icons, "icon")).await;
    visit
        .call(workspace.get_app_icon(ENVIRONMENT, &source, 36), |icon| {
            let kind = icon.kind.as_ref().map(|kind| format!("{kind:?}")).unwrap_or_default();
            format!("name {:?}, kind {kind}", icon.name.as_deref().unwrap_or_default())
        })
        .await;
    visit.call(workspace.get_app_icon_content(ENVIRONMENT, &source, 36), |bytes| file(bytes.as_ref())).await;
}

async fn integrations(visit: &mut Visit<'_>, workspace: &Client) {
    let first = types::IntegrationCredentials::new(UPN, "qwerty");
    let second = types::IntegrationCredentials::new(UPN, "qwerty_updated");

    visit.call(workspace.create_integration_credentials(ENVIRONMENT, UPN, &first), |made| number("id", made.id)).await;
    visit.call(workspace.update_integration_credentials(ENVIRONMENT, 8, &second), done("stored")).await;
}
