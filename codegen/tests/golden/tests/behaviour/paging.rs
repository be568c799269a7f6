//! Lists that come in pages, as far as nothing is sent; the rest is shown by the tests of the runtime and of real clients.

use serde_json::{Value, json};
use specwright_goldens::paging::Client;
use specwright_goldens::paging::lists::{ListNames, ListPets, SearchIds};
use specwright_runtime::{Items, Operation, Paged, Pages, Uuid};

use crate::{decoded, read};

/// The token and the items of a page.
#[track_caller]
fn turn<O: Paged>(page: Value) -> (Option<String>, Vec<O::Item>)
where
    O::Output: serde::de::DeserializeOwned,
{
    let page: O::Output = read(page);
    (O::next_token(&page), O::items(page))
}

#[test]
fn tokens_and_items_are_where_the_document_says() {
    let (token, pets) = turn::<ListPets>(json!({ "pets": [{ "name": "A" }, {}], "after": "t" }));
    assert_eq!((token.as_deref(), pets.len(), pets[0].name.as_deref()), (Some("t"), 2, Some("A")));

    let data = json!({ "list": ["a", null], "page/info": { "next": 12 } });
    let (token, names) = turn::<ListNames>(json!({ "data": data }));
    assert_eq!((token.as_deref(), names), (Some("12"), vec![Some("a".to_owned()), None]));
    let (token, _) = turn::<ListNames>(json!({ "data": { "page/info": { "next": "12" } } }));
    assert_eq!(token.as_deref(), Some("12"));

    let (token, ids) = turn::<SearchIds>(json!({ "ids": [Uuid::nil()], "next": Uuid::nil() }));
    assert_eq!((token, ids), (Some(Uuid::nil().to_string()), vec![Uuid::nil()]));
}

#[test]
fn what_is_not_there_is_the_end() {
    for page in [json!({ "pets": [], "after": null }), json!({ "pets": [] })] {
        assert_eq!(turn::<ListPets>(page), (None, vec![]));
    }
    let nothing = [
        json!({}),
        json!({ "data": {} }),
        json!({ "data": { "list": null, "page/info": null } }),
        json!({ "data": { "page/info": {} } }),
    ];
    for page in nothing {
        assert_eq!(turn::<ListNames>(page), (None, vec![]));
    }
    assert_eq!(turn::<SearchIds>(json!({ "ids": null, "next": null })), (None, vec![]));
}

#[test]
fn tokens_go_into_the_parameter_that_the_document_names() {
    assert_eq!((ListPets::PARAMETER, ListNames::PARAMETER, SearchIds::PARAMETER), ("after", "offset", "from"));
    let page = decoded::<ListPets>(200, "application/json", "{\"pets\": []}").unwrap().unwrap();
    assert!(page.pets.is_empty());
}

#[test]
fn calls_whose_answers_are_pages_have_two_more_methods() {
    let client = Client::builder("https://example.com").build().unwrap();
    let pages: Pages<ListPets> = client.list_pets("cat").after("hidden").limit(3).items_query("hidden").pages();
    assert_eq!(pages.next_token(), Some("hidden"));
    assert!(!format!("{pages:?}").contains("hidden"), "{pages:?}");
    let items: Items<SearchIds> = client.search_ids(Uuid::nil(), &[]).items();
    drop(client);
    assert!(format!("{items:?}").contains(SearchIds::INFO.id), "it does not borrow the client: {items:?}");

    // Where there are no pages, a parameter of that name keeps it.
    let client = Client::builder("https://example.com").build().unwrap();
    drop(client.get_one().items("x"));
}
