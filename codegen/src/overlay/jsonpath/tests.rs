//! The examples of RFC 9535, table by table.

use serde_json::{Value, json};

use super::{Query, Step};

fn values(document: &Value, query: &str) -> Vec<Value> {
    let query = Query::parse(query).unwrap_or_else(|error| panic!("{query}: {error:?}"));
    let at = |path: &Vec<Step>| {
        path.iter().fold(document, |value, step| match step {
            Step::Key(key) => &value[key],
            Step::Index(index) => &value[index],
        })
    };
    query.select(document).iter().map(|path| at(path).clone()).collect()
}

fn check(document: &Value, cases: &[(&str, Value)]) {
    for (query, expected) in cases {
        assert_eq!(Value::from(values(document, query)), *expected, "{query}");
    }
}

/// Whether a comparison holds in a document, asked as a filter on a list of one.
fn holds(document: &Value, comparison: &str) -> bool {
    let mut document = document.clone();
    document["probe"] = json!([0]);
    values(&document, &format!("$.probe[?{comparison}]")).len() == 1
}

fn store() -> Value {
    json!({"store": {
        "book": [
            {"category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95},
            {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99},
            {"category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3",
             "price": 8.99},
            {"category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings",
             "isbn": "0-395-19395-8", "price": 22.99}
        ],
        "bicycle": {"color": "red", "price": 399}
    }})
}

#[test]
fn table_2_the_store() {
    let store = store();
    let book = |index: usize| store["store"]["book"][index].clone();
    let authors = json!(["Nigel Rees", "Evelyn Waugh", "Herman Melville", "J. R. R. Tolkien"]);
    check(
        &store,
        &[
            ("$.store.book[*].author", authors.clone()),
            ("$..author", authors),
            ("$.store.*", json!([store["store"]["book"], store["store"]["bicycle"]])),
            ("$.store..price", json!([8.95, 12.99, 8.99, 22.99, 399])),
            ("$..book[2]", json!([book(2)])),
            ("$..book[2].author", json!(["Herman Melville"])),
            ("$..book[2].publisher", json!([])),
            ("$..book[-1]", json!([book(3)])),
            ("$..book[0,1]", json!([book(0), book(1)])),
            ("$..book[:2]", json!([book(0), book(1)])),
            ("$..book[?@.isbn]", json!([book(2), book(3)])),
            ("$..book[?@.price<10]", json!([book(0), book(2)])),
        ],
    );
    assert_eq!(values(&store, "$..*").len(), 27);
}

#[test]
fn tables_4_to_6_root_and_names() {
    check(&json!({"k": "v"}), &[("$", json!([{"k": "v"}]))]);
    let names = json!({"o": {"j j": {"k.k": 3}}, "'": {"@": 2}});
    check(
        &names,
        &[
            ("$.o['j j']", json!([{"k.k": 3}])),
            ("$.o['j j']['k.k']", json!([3])),
            ("$.o[\"j j\"][\"k.k\"]", json!([3])),
            ("$[\"'\"][\"@\"]", json!([2])),
            ("$['\\'']['@']", json!([2])),
        ],
    );
    let wild = json!({"o": {"j": 1, "k": 2}, "a": [5, 3]});
    check(
        &wild,
        &[
            ("$[*]", json!([{"j": 1, "k": 2}, [5, 3]])),
            ("$.o[*]", json!([1, 2])),
            ("$.o[*, *]", json!([1, 2, 1, 2])),
            ("$.a[*]", json!([5, 3])),
        ],
    );
}

#[test]
fn tables_7_to_9_indices_and_slices() {
    check(&json!(["a", "b"]), &[("$[1]", json!(["b"])), ("$[-2]", json!(["a"])), ("$[-3]", json!([]))]);
    check(
        &json!(["a", "b", "c", "d", "e", "f", "g"]),
        &[
            ("$[1:3]", json!(["b", "c"])),
            ("$[5:]", json!(["f", "g"])),
            ("$[1:5:2]", json!(["b", "d"])),
            ("$[5:1:-2]", json!(["f", "d"])),
            ("$[::-1]", json!(["g", "f", "e", "d", "c", "b", "a"])),
            ("$[::0]", json!([])),
            ("$[-100:100:9007199254740991]", json!(["a"])),
            ("$[ 1 : 3 : 1 ]", json!(["b", "c"])),
        ],
    );
}

#[test]
fn table_11_comparisons() {
    let document = json!({"obj": {"x": "y"}, "arr": [2, 3]});
    let cases = [
        ("$.absent1 == $.absent2", true),
        ("$.absent1 <= $.absent2", true),
        ("$.absent == 'g'", false),
        ("$.absent1 != $.absent2", false),
        ("$.absent != 'g'", true),
        ("1 <= 2", true),
        ("1 > 2", false),
        ("13 == '13'", false),
        ("'a' <= 'b'", true),
        ("'a' > 'b'", false),
        ("$.obj == $.arr", false),
        ("$.obj != $.arr", true),
        ("$.obj == $.obj", true),
        ("$.obj != $.obj", false),
        ("$.arr == $.arr", true),
        ("$.arr != $.arr", false),
        ("$.obj == 17", false),
        ("$.obj != 17", true),
        ("$.obj <= $.arr", false),
        ("$.obj < $.arr", false),
        ("$.obj <= $.obj", true),
        ("$.arr <= $.arr", true),
        ("1 <= $.arr", false),
        ("1 >= $.arr", false),
        ("1 > $.arr", false),
        ("1 < $.arr", false),
        ("true <= true", true),
        ("true > true", false),
        ("1 == 1.0", true),
        ("1e2 == 100", true),
        ("-0 == 0", true),
        ("9007199254740993 == 9007199254740992", false),
        ("null == $.absent", false),
    ];
    for (comparison, expected) in cases {
        assert_eq!(holds(&document, comparison), expected, "{comparison}");
    }
}

#[test]
fn table_12_filters() {
    let (j, k, empty, kilo) = (json!({"b": "j"}), json!({"b": "k"}), json!({"b": {}}), json!({"b": "kilo"}));
    let a = json!([3, 5, 1, 2, 4, 6, j, k, empty, kilo]);
    let o = json!({"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}});
    let document = json!({"a": a, "o": o, "e": "f"});
    check(
        &document,
        &[
            ("$.a[?@.b == 'kilo']", json!([kilo])),
            ("$.a[?(@.b == 'kilo')]", json!([kilo])),
            ("$.a[?@>3.5]", json!([5, 4, 6])),
            ("$.a[?@.b]", json!([j, k, empty, kilo])),
            ("$[?@.*]", json!([a, o])),
            ("$[?@[?@.b]]", json!([a])),
            ("$.o[?@<3, ?@<3]", json!([1, 2, 1, 2])),
            ("$.a[?@<2 || @.b == \"k\"]", json!([1, k])),
            ("$.a[?match(@.b, \"[jk]\")]", json!([j, k])),
            ("$.a[?search(@.b, \"[jk]\")]", json!([j, k, kilo])),
            ("$.o[?@>1 && @<4]", json!([2, 3])),
            ("$.o[?@.u || @.x]", json!([{"u": 6}])),
            ("$.a[?@.b == $.x]", json!([3, 5, 1, 2, 4, 6])),
            ("$.a[?@ == @]", a.clone()),
            ("$.a[?!@.b]", json!([3, 5, 1, 2, 4, 6])),
            ("$.a[?!(@.b || @ > 2)]", json!([1, 2])),
            ("$.a[?length(@.b) > 1]", json!([kilo])),
            ("$[?count(@.*) == 5]", json!([o])),
            ("$[?value(@..u) == 6]", json!([o])),
            ("$.a[?match(@.b, 'k.')]", json!([])),
        ],
    );
}

#[test]
fn tables_15_and_16_segments() {
    check(
        &json!(["a", "b", "c", "d", "e", "f", "g"]),
        &[("$[0, 3]", json!(["a", "d"])), ("$[0:2, 5]", json!(["a", "b", "f"])), ("$[0, 0]", json!(["a", "a"]))],
    );
    let document = json!({"o": {"j": 1, "k": 2}, "a": [5, 3, [{"j": 4}, {"k": 6}]]});
    check(
        &document,
        &[
            ("$..j", json!([1, 4])),
            ("$..[0]", json!([5, {"j": 4}])),
            ("$..o", json!([{"j": 1, "k": 2}])),
            ("$.o..[*, *]", json!([1, 2, 1, 2])),
            ("$.a..[0, 1]", json!([5, 3, {"j": 4}, {"k": 6}])),
        ],
    );
    assert_eq!((values(&document, "$..[*]").len(), values(&document, "$..*").len()), (11, 11));
}

#[test]
fn table_17_null_is_a_value() {
    check(
        &json!({"a": null, "b": [null], "c": [{}], "null": 1}),
        &[
            ("$.a", json!([null])),
            ("$.a[0]", json!([])),
            ("$.a.d", json!([])),
            ("$.b[0]", json!([null])),
            ("$.b[*]", json!([null])),
            ("$.b[?@]", json!([null])),
            ("$.b[?@==null]", json!([null])),
            ("$.c[?@.d==null]", json!([])),
            ("$.null", json!([1])),
        ],
    );
}

#[test]
fn table_18_places() {
    let paths = |query: &str, document: &Value| Query::parse(query).unwrap().select(document);
    let key = |name: &str| Step::Key(name.to_owned());
    assert_eq!(paths("$.a", &json!({"a": 1})), [[key("a")]]);
    assert_eq!(paths("$.a.b[1:2]", &json!({"a": {"b": [0, 1]}})), [[key("a"), key("b"), Step::Index(1)]]);
    assert_eq!(paths("$[\"\\u000B\"]", &json!({"\u{b}": 1})), [[key("\u{b}")]]);
    assert_eq!(paths("$[\"\\u0061\"]", &json!({"a": 1})), [[key("a")]]);
    assert_eq!(paths("$['\\ud83d\\ude00']", &json!({"😀": 1})), [[key("😀")]]);
    assert_eq!(paths("$[-1]", &json!([1, 2])), [[Step::Index(1)]]);
}

#[test]
fn what_is_well_formed() {
    let fine = [
        "$",
        "$ .a [ 'b' ]",
        "$.ünïcode._x1",
        "$[?length(@) < 3]",
        "$[?count(@.*) == 1]",
        "$[?match(@.timezone, 'Europe/.*')]",
        "$[?value(@..color) == \"red\"]",
        "$[?@.a==1&&@.b!=2||!@.c]",
        "$[?length(value(@.a)) == 1]",
        "$..['a','b']",
    ];
    for query in fine {
        assert!(Query::parse(query).is_ok(), "{query}: {:?}", Query::parse(query));
    }
    let wrong = [
        ("", 1),
        ("a", 1),
        (" $", 1),
        ("$ ", 2),
        ("$.", 3),
        ("$. a", 3),
        ("$..", 4),
        ("$.1", 3),
        ("$./pets", 3),
        ("$.a-b", 4),
        ("$[", 3),
        ("$[]", 3),
        ("$[a]", 3),
        ("$['a'", 6),
        ("$['a", 3),
        ("$['a\\\"']", 6),
        ("$['\\ud800']", 5),
        ("$['\u{1}']", 4),
        ("$[01]", 3),
        ("$[-0]", 3),
        ("$[1.0]", 4),
        ("$[9007199254740992]", 3),
        ("$[?length(@.*) < 3]", 11),
        ("$[?count(1) == 1]", 4),
        ("$[?count(foo(@.*)) == 1]", 10),
        ("$[?match(@.timezone, 'Europe/.*') == true]", 4),
        ("$[?value(@..color)]", 4),
        ("$[?bar(@.a)]", 4),
        ("$[?match(@.a)]", 4),
        ("$[?match(@.a, '[')]", 15),
        ("$[?@.* == 1]", 4),
        ("$[?1]", 4),
        ("$[?!@.a == 1]", 5),
        ("$[?@.a = 1]", 8),
        ("$[?true]", 4),
        ("$[?@.a == 01]", 11),
    ];
    for (query, column) in wrong {
        assert_eq!(Query::parse(query).map_err(|error| error.column), Err(column), "{query}");
    }
}

#[test]
fn nesting_has_an_end() {
    let deep = format!("$[?{}@{}]", "(".repeat(10_000), ")".repeat(10_000));
    assert!(Query::parse(&deep).is_err());
    let deep = "$[?@".repeat(10_000);
    assert!(Query::parse(&deep).is_err());
}
