//! A connection whose other end may be slow to take what is sent, and not for ever: who
//! takes nothing for so long, or next to nothing for longer, is cut off, with all that was
//! kept for him.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// A connection that waits no longer than that for the other end to take something.
#[derive(Debug)]
pub(super) struct Patient<T> {
    connection: T,
    patience: Duration,
    /// Since when it waits and until when something must be taken, where nothing was when
    /// it was tried last.
    waits: Option<(Instant, Pin<Box<Sleep>>)>,
    /// How long it was waited for, and how many bytes were taken, since enough was.
    waited: Duration,
    taken: u64,
}

/// Who takes a byte just before his time is over, again and again, would keep his place for
/// ever: of those who are waited for, each takes so many bytes in twice the time that one
/// may take nothing. A modem does.
const ENOUGH: u64 = 64 * 1024;

impl<T> Patient<T> {
    pub(super) fn new(connection: T, patience: Duration) -> Self {
        Self { connection, patience, waits: None, waited: Duration::ZERO, taken: 0 }
    }

    /// What came of sending, or that it took too long. Only the time that the other end is
    /// waited for counts: who is sent little takes little.
    fn within(
        &mut self,
        sent: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(sent) = sent {
            if let Some((since, _)) = self.waits.take() {
                self.waited += since.elapsed();
            }
            self.taken += sent.as_ref().map_or(0, |bytes| *bytes as u64);
            if self.taken >= ENOUGH {
                (self.waited, self.taken) = (Duration::ZERO, 0);
            }
            return Poll::Ready(sent);
        }
        let left = (self.patience * 2).saturating_sub(self.waited);
        let may_last = left.min(self.patience);
        let (_, waits) =
            self.waits.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(may_last))));
        waits.as_mut().poll(context).map(|()| {
            Err(io::Error::new(ErrorKind::TimedOut, "the other end takes too little"))
        })
    }
}

/// What is shorter is sent as one piece, in bytes: to copy it together is less work than a
/// list of pieces is for the system.
const SHORT: usize = 2048;

/// The parts as one, where there is room for all.
fn joined<'a>(parts: &[IoSlice<'_>], room: &'a mut [u8; SHORT]) -> Option<&'a [u8]> {
    let mut end = 0;
    for part in parts {
        room.get_mut(end..end + part.len())?.copy_from_slice(part);
        end += part.len();
    }
    Some(&room[..end])
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Patient<T> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let sent = Pin::new(&mut this.connection).poll_write(context, bytes);
        this.within(sent, context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let connection = Pin::new(&mut this.connection);
        let mut together = [0; SHORT];
        let sent = match joined(parts, &mut together) {
            Some(whole) => connection.poll_write(context, whole),
            None => connection.poll_write_vectored(context, parts),
        };
        this.within(sent, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.connection.is_write_vectored()
    }

    // A socket keeps nothing back, and so neither of these waits for the other end.

    fn poll_flush(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().connection).poll_flush(context)
    }

    fn poll_shutdown(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().connection).poll_shutdown(context)
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Patient<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().connection).poll_read(context, into)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    #[test]
    fn parts_are_joined_while_there_is_room() {
        let (head, full, one) = ([1; 96], [2; SHORT - 96], [3; 1]);
        let mut room = [0; SHORT];
        let two = [IoSlice::new(&head), IoSlice::new(&full)];
        assert_eq!(joined(&two, &mut room), Some(&[&head[..], &full].concat()[..]));
        let long = [&head[..], &full, &one].map(IoSlice::new);
        assert_eq!(joined(&long, &mut room), None);
        assert_eq!(joined(&[], &mut room), Some(&[][..]));
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_cut_off() {
        let (mine, _theirs) = tokio::io::duplex(8);
        let mut mine = Patient::new(mine, PATIENCE);
        let error = mine.write_all(&[0; 9]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }

    /// Sends so much to one who takes a part of this size each time so long has passed;
    /// what came of it, and after how long.
    async fn sent(
        size: usize,
        part: usize,
        each: Duration,
    ) -> (io::Result<()>, Duration) {
        let (mine, mut theirs) = tokio::io::duplex(part);
        let mut mine = Patient::new(mine, PATIENCE);
        let reading = async {
            let mut bytes = vec![0; part];
            loop {
                sleep(each).await;
                match theirs.read(&mut bytes).await {
                    Ok(read) if read > 0 => {}
                    _ => return,
                }
            }
        };
        let begun = Instant::now();
        let bytes = vec![0; size];
        let sending = async {
            let sent = mine.write_all(&bytes).await;
            drop(mine);
            (sent, begun.elapsed())
        };
        tokio::join!(sending, reading).0
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_slow_gets_it_all() {
        let almost = PATIENCE - Duration::from_secs(1);
        // A big part just in time, and small ones often: both are enough.
        let (whole, took) = sent(1 << 20, 64 * 1024, almost).await;
        whole.unwrap();
        assert!(took > PATIENCE * 10, "{took:?}");
        let (whole, took) = sent(1 << 20, 2048, Duration::from_secs(1)).await;
        whole.unwrap();
        assert!(took > PATIENCE * 10, "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_trickles_keeps_his_place_for_no_more_than_a_minute() {
        let almost = PATIENCE - Duration::from_secs(1);
        for part in [1, 1024] {
            let (cut, took) = sent(1 << 20, part, almost).await;
            assert_eq!(cut.unwrap_err().kind(), ErrorKind::TimedOut, "{part}");
            assert!(took <= PATIENCE * 2, "{part}: {took:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_sent_little_is_not_told_that_he_takes_little() {
        let (mine, mut theirs) = tokio::io::duplex(1024);
        let mut mine = Patient::new(mine, PATIENCE);
        let mut byte = [0; 1];
        for _ in 0..100 {
            // Found slowly, and taken at once.
            sleep(PATIENCE).await;
            mine.write_all(&[1]).await.unwrap();
            theirs.read_exact(&mut byte).await.unwrap();
        }
    }
}
