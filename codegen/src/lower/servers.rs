//! Base addresses.

use openapiv3::OpenAPI;

use crate::diag::{Place, Sink, codes};
use crate::ir::{Server, ServerVariable};

/// Lowers the servers of a document. Relative ones say nothing without the document's own address.
pub(super) fn lower_servers(openapi: &OpenAPI, root: &Place, sink: &Sink) -> Vec<Server> {
    let mut servers = Vec::new();
    for (index, server) in openapi.servers.iter().enumerate() {
        let variables = variables_of(server);
        let absolute =
            server.url.starts_with("http://") || server.url.starts_with("https://") || server.url.starts_with('{');
        if absolute {
            servers.push(Server { url: server.url.clone(), description: server.description.clone(), variables });
        } else {
            let message =
                format!("`{}` is relative to wherever the document lives; callers give the address", server.url);
            sink.report(&codes::RELATIVE_SERVER, root.child("servers").index(index).child("url"), message);
        }
    }
    servers
}

/// The variables in the order in which the address uses them; undeclared ones were reported by lint.
fn variables_of(server: &openapiv3::Server) -> Vec<ServerVariable> {
    let mut result: Vec<ServerVariable> = Vec::new();
    for name in server.url.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)) {
        let declared = server.variables.as_ref().and_then(|all| all.get(name));
        if result.iter().any(|v| v.name == name) {
            continue;
        }
        result.push(ServerVariable {
            name: name.to_owned(),
            default: declared.map(|v| v.default.clone()).unwrap_or_default(),
            allowed: declared.map(|v| v.enumeration.clone()).unwrap_or_default(),
            description: declared.and_then(|v| v.description.clone()),
        });
    }
    result
}
