//! `specwright mock`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::support::{CLEAN, Folder, GARBLED};

/// A running mock; killed when a test fails.
struct Running {
    child: Child,
    /// Host and port.
    address: String,
    greeting: String,
}

impl Running {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
        command.arg("mock").args(arguments).current_dir(folder.path("")).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut greeting = String::new();
        while !greeting.contains("Ctrl-C") {
            assert_ne!(lines.read_line(&mut greeting).unwrap(), 0, "it ended after: {greeting}");
        }
        let rest = greeting.strip_prefix("http://").unwrap();
        let address = rest.split('/').next().unwrap().to_owned();
        Self { child, address, greeting }
    }

    fn get(&self, target: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
    }
}

#[test]
fn serves_until_it_is_interrupted() {
    let folder = Folder::with("pets.yaml", CLEAN);
    let mut running = Running::start(&folder, &["pets.yaml"]);
    assert!(running.greeting.contains("pets, "), "{}", running.greeting);
    assert!(running.get("/").contains("<title>Specwright mock</title>"));
    assert!(running.get("/nowhere").starts_with("HTTP/1.1 404"));
    if cfg!(unix) {
        let id = running.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        assert_eq!(running.child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn fails_as_often_as_asked() {
    let folder = Folder::with("pets.yaml", CLEAN);
    let running = Running::start(&folder, &["pets.yaml", "--fail-rate", "1", "--seed", "3"]);
    let answers: Vec<String> = (0..10).map(|_| running.get("/nowhere")).collect();
    assert!(answers.iter().any(|answer| answer.starts_with("HTTP/1.1 50")), "{answers:?}");
}

#[test]
fn what_cannot_be_served_is_told() {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder.write("garbled.yaml", GARBLED);
    folder.run(&["mock", "missing.yaml"]).exits(2).tells("missing.yaml");
    folder.run(&["mock", "garbled.yaml"]).exits(2).tells("garbled.yaml cannot be served");
    folder.run(&["mock", "pets.yaml", "--fail-rate", "2"]).exits(2).tells("it has to be between 0 and 1");
    folder.run(&["mock", "--port", "many"]).exits(2).tells("invalid value 'many'");
}
