//! Publishes an announcement with a picture in Workspace 365, lists announcements and events, and downloads a picture.
//!
//! ```sh
//! cargo run --example publish_announcement -- picture.png downloaded.png
//! ```
//!
//! It works on the real service when these are set, else on a mock:
//!
//! | variable | what |
//! |---|---|
//! | `WORKSPACE365_WORKSPACE_SERVER` | address of the instance, `https://portal.workspace365.net` |
//! | `WORKSPACE365_WORKSPACE_WORKSPACE365_TOKEN` | key from the API settings page of the environment |
//! | `ENVIRONMENT` | name of the environment; `example` unless set |

mod support;

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use specwright_clients::workspace365_workspace::{Client, types};
use specwright_runtime::Maybe;
use support::{KEY, Service};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let picture = arguments.next().unwrap_or_else(sample_picture);
    let target = arguments.next().unwrap_or_else(|| env::temp_dir().join("announcement.png"));
    let environment = env::var("ENVIRONMENT").unwrap_or_else(|_| "example".to_owned());

    let service = support::service("WORKSPACE365_WORKSPACE_SERVER").await?;
    let workspace = match &service {
        Service::Real => Client::from_env(),
        Service::Mock(mock) => Client::builder(support::url(mock, "workspace365-workspace")?).workspace365_token(KEY),
    }
    .build()?;

    publish(&workspace, &environment, &picture).await?;
    let pictures = list(&workspace, &environment).await?;
    match pictures.first() {
        Some(blob) => download(&workspace, &environment, blob, &target).await,
        None => {
            println!("no announcement has a picture");
            Ok(())
        }
    }
}

async fn publish(workspace: &Client, environment: &str, picture: &Path) -> Result<()> {
    let bytes = tokio::fs::read(picture).await.with_context(|| picture.display().to_string())?;
    let file_name = picture.file_name().unwrap_or_default().to_string_lossy();
    let uri = format!("data:{};base64,{}", media_type(picture)?, STANDARD.encode(bytes));
    let announcement = types::NewAnnouncement {
        description: Some("This is my <b>announcement</b>".to_owned()),
        media: Some(types::NewAnnouncementMedia {
            media_kind: Some(types::MediaKind::Image),
            image: Some(types::AnnouncementImage::new(file_name, uri)),
            ..types::NewAnnouncementMedia::default()
        }),
        allow_comments: Some(true),
        ..types::NewAnnouncement::new(
            "My announcement",
            types::CategoryLookup { name: Some("Company".to_owned()), ..types::CategoryLookup::default() },
        )
    };
    let made = workspace.create_announcement(environment, &announcement).await?;
    println!("published as number {}", made.id.unwrap_or_default());
    Ok(())
}

/// Prints what there is, page by page as it comes, and gives the ids of the pictures.
async fn list(workspace: &Client, environment: &str) -> Result<Vec<String>> {
    let mut pictures = Vec::new();
    let mut announcements = workspace.list_announcements(environment).items();
    while let Some(announcement) = announcements.next().await {
        let announcement = announcement?;
        println!("announcement: {}", announcement.title.as_deref().unwrap_or("without a title"));
        if let Maybe::Value(types::MediaReference { blob_id: Some(blob), .. }) = announcement.media {
            pictures.push(blob);
        }
    }
    let mut events = workspace.list_events(environment).items();
    while let Some(event) = events.next().await {
        let event = event?;
        println!("event: {}", event.title.as_deref().unwrap_or("without a title"));
    }
    Ok(pictures)
}

/// To a file, piece by piece: a video would not fit into memory.
async fn download(workspace: &Client, environment: &str, blob: &str, target: &Path) -> Result<()> {
    let download = workspace.get_announcement_blob(environment, blob).download().await?;
    let mut file = tokio::fs::File::create(target).await?;
    let bytes = download.write_to(&mut file).await?;
    println!("{bytes} bytes in {}", target.display());
    Ok(())
}

fn media_type(picture: &Path) -> Result<&'static str> {
    match picture.extension().and_then(|extension| extension.to_str()) {
        Some("png") => Ok("image/png"),
        Some("jpg" | "jpeg") => Ok("image/jpeg"),
        _ => bail!("{} is neither .png nor .jpg", picture.display()),
    }
}

fn sample_picture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/support/picture.png")
}
