//! The protocol, and the only file that knows the library for it: the tools over the
//! standard input and output, and over HTTP.

use std::sync::Arc;

use axum::Router;
use axum::http::request::Parts;
use axum::routing::any_service;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock,
    Implementation, ListToolsResult, PaginatedRequestParams, ServerCapabilities,
    ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt as _};

use super::budget::Who;
use super::desk::{Caller, Desk};
use super::list;
use crate::api_tokens::{Known, Scope};

/// The longest message, in bytes: a link and a few words.
const LONGEST: usize = 64 * 1024;

/// The tools as the library calls them.
#[derive(Clone)]
struct Served(Arc<Desk>);

fn tools() -> Vec<Tool> {
    let tool = |told: list::Told| {
        let serde_json::Value::Object(schema) = told.schema else {
            unreachable!("a schema is an object")
        };
        let hints = ToolAnnotations::new().read_only(told.reads_only);
        let hints = if told.reads_only { hints } else { hints.destructive(false) };
        Tool::new(told.name, told.description, Arc::new(schema)).with_annotations(hints)
    };
    list::tools().into_iter().map(tool).collect()
}

impl ServerHandler for Served {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("itemget", env!("CARGO_PKG_VERSION")))
            .with_instructions(list::INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _page: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let caller = caller(context.extensions.get::<Parts>());
        let arguments = request.arguments.unwrap_or_default();
        let answer = self.0.call(caller, &request.name, arguments).await;
        let Some(answer) = answer else {
            let says =
                format!("there is no such tool; there are {}", list::NAMES.join(", "));
            return Err(ErrorData::invalid_params(says, None));
        };
        Ok(CallToolResponse::from(match answer {
            Ok(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
            Err(trouble) => {
                if let Some(cause) = &trouble.cause {
                    let cause = crate::messages::in_full(&**cause, crate::Lang::En);
                    tracing::error!(tool = &*request.name, cause, "a tool failed");
                }
                let says = format!("{}; hint: {}", trouble.says, trouble.hint);
                CallToolResult::error(vec![ContentBlock::text(says)])
            }
        }))
    }
}

/// Who asks: over HTTP whoever was let in, and with what they may do.
fn caller(request: Option<&Parts>) -> Caller {
    match request.and_then(|parts| parts.extensions.get::<Known>()) {
        Some(known) => {
            let may_track = known.scopes.allow(Scope::Track);
            Caller { who: Who::Token(known.id), may_track }
        }
        None => Caller { who: Who::Local, may_track: true },
    }
}

/// Answers at the standard input and output until the other side ends.
pub(crate) async fn over_stdio(desk: Desk) -> anyhow::Result<()> {
    let served = Served(Arc::new(desk));
    let running = served.serve(rmcp::transport::stdio_pipes()).await?;
    running.waiting().await?;
    Ok(())
}

/// `/mcp`, streamable HTTP without sessions. Who may ask, by which name and from which page
/// is seen to by what is around it.
pub(crate) fn over_http<S: Clone + Send + Sync + 'static>(desk: Desk) -> Router<S> {
    let served = Served(Arc::new(desk));
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(LONGEST)
        .disable_allowed_hosts();
    let sessions = Arc::new(NeverSessionManager::default());
    let service =
        StreamableHttpService::new(move || Ok(served.clone()), sessions, config);
    Router::new().route("/mcp", any_service(service))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an assistant reads before each of its answers.
    #[test]
    fn the_whole_list_of_tools_is_at_most_six_kilobytes() {
        let tools = tools();
        let list = ListToolsResult::with_all_items(tools.clone());
        let size = serde_json::to_vec(&list).unwrap().len();
        assert!(size <= 6 * 1024, "{size} bytes");
        assert!((6..=8).contains(&tools.len()));
        assert_eq!(tools.iter().map(|tool| &*tool.name).collect::<Vec<_>>(), list::NAMES);
    }
}
