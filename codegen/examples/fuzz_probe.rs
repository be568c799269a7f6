#![allow(clippy::all, missing_docs)]
use specwright_codegen::*;
use serde_json::{json,Value};
struct Dice(u64);
impl Dice {
    fn roll(&mut self, sides: usize) -> usize { self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407); (self.0 >> 33) as usize % sides.max(1) }
    fn value(&mut self) -> Value {
        let v = [json!(null),json!(true),json!(-7),json!(1e30),json!(0.5),json!("x"),json!(""),json!("null"),json!([]),json!(["null",3]),json!({}),json!({"$ref":"#/components/schemas/Nothing"}),json!({"$ref":"#/paths"}),json!({"$ref":5,"type":["string","null"]}),json!({"oneOf":[{"type":"null"}],"const":1,"exclusiveMinimum":3}),json!([{"type":"file"},[[]]]),json!({"type":"integer","minimum":1.5,"maximum":1e300,"enum":["1",2.0,null,{}],"multipleOf":0.1}),json!({"type":["integer","string"],"minimum":1,"enum":[1]}),json!({"type":"apiKey"}),json!({"x-nullable":true,"type":"Array","items":[{"type":"x"}]}),json!({"patternProperties":{"a":true},"additionalProperties":false}),json!({"type":"object","enum":["a"],"discriminator":"x"}),json!({"type":"boolean","enum":["true","no"],"format":"x"}),json!({"name":"x","in":"path","schema":false}),json!({"in":"query","name":"q","content":{}}),json!({"value":null}), json!(18446744073709551615u64)];
        let n = self.roll(v.len()); v.into_iter().nth(n).unwrap()
    }
}
fn mutate(tree: &mut Value, dice: &mut Dice) {
    let stop = dice.roll(12) == 0;
    match tree {
        Value::Object(map) if !map.is_empty() && !stop => {
            let n = dice.roll(map.len());
            if dice.roll(15)==0 { let k = map.keys().nth(n).unwrap().clone(); let v = map.remove(&k).unwrap(); let nk = ["$ref","x-y","type","properties","","default","allOf"][dice.roll(7)]; map.insert(nk.into(), v); return; }
            mutate(map.values_mut().nth(n).unwrap(), dice);
        }
        Value::Array(list) if !list.is_empty() && !stop => { let n = dice.roll(list.len()); mutate(&mut list[n], dice); }
        _ => *tree = dice.value(),
    }
}
fn main(){
  let rounds: usize = std::env::args().nth(1).unwrap().parse().unwrap();
  let mut dice = Dice(std::env::args().nth(2).unwrap().parse().unwrap());
  let mut panics = 0;
  for f in std::env::args().skip(3) {
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(&f).unwrap()).unwrap();
    for _ in 0..rounds {
      let mut tree = whole.clone();
      for _ in 0..=dice.roll(40) { mutate(&mut tree, &mut dice); }
      if !tree.is_object() { continue }
      tree["openapi"] = json!(if dice.roll(2)==0 {"3.0.3"} else {"3.1.0"});
      let text = tree.to_string();
      let t = std::time::Instant::now();
      let r = std::panic::catch_unwind(|| { let (_, report) = compile_text("a.json", &text, config::Strictness::Tolerant);
        let _ = diag::render::render(&report.findings, &report.sources, diag::render::Colour::Off);
        report.findings.iter().filter(|x| x.code.name=="schema-degraded" || (x.code.name=="operation-skipped" && !x.message.ends_with("is left out"))).map(|x| x.message.clone()).next() });
      match r { Ok(None) => {}, Ok(Some(m)) => { println!("{f}: {m}"); std::fs::write("/tmp/fuzz_degraded.json", &text).unwrap(); }, Err(_) => { panics += 1; std::fs::write(format!("/tmp/fuzz_panic{panics}.json"), &text).unwrap(); } }
      if t.elapsed().as_secs_f64() > 2.0 { println!("{f}: slow {:?}", t.elapsed()); std::fs::write("/tmp/fuzz_slow.json", &text).unwrap(); }
    }
  }
  println!("panics {panics}");
}
