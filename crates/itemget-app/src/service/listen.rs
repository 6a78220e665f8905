//! Taking connections until there is a wish to end, and then finishing what is in flight.

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::exit::Exit;

/// Serves until `quit` says so; what has begun then is answered to its end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    mut quit: watch::Receiver<Option<Exit>>,
) -> std::io::Result<()> {
    let wish = async move {
        // An error is the end of whoever could wish: then it is over as well.
        drop(quit.wait_for(Option::is_some).await);
    };
    axum::serve(listener, router).with_graceful_shutdown(wish).await
}
