//! A static file server for a webroot: what answers http-01 challenges.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::http::{Answer, Request, Response, Server};

/// Serves the files of a folder over plain HTTP.
pub struct StaticFiles {
    server: Server,
    root: PathBuf,
}

impl StaticFiles {
    /// Serves `root` on a free port.
    pub fn serve(root: &Path) -> Self {
        let root = root.to_path_buf();
        let server = Server::start(None, {
            let root = root.clone();
            move |request| Answer::Send(respond(&root, request))
        });
        Self { server, root }
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

fn respond(root: &Path, request: &Request) -> Response {
    if !matches!(&*request.method, "GET" | "HEAD") {
        return Response::new(405);
    }
    match inside(root, &request.path).map(fs::read) {
        Some(Ok(content)) => Response::new(200).with_body("application/octet-stream", content),
        _ => Response::new(404),
    }
}

/// The file of a request path; `None` when it leaves the folder, by a link too, or is no file.
fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.split('?').next()?.strip_prefix('/')?);
    let is_plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let file = is_plain.then(|| root.join(relative))?.canonicalize().ok()?;
    (file.is_file() && file.starts_with(root.canonicalize().ok()?)).then_some(file)
}
