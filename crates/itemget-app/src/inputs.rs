//! What was asked for, line by line: from the arguments, a file or the standard input.
//! Never more than a line of it is in memory here.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::usage::UsageError;

/// The longest line that is kept, in bytes: longer than any link, so that what is cut
/// off here is refused as too long where links are read.
const LONGEST: u64 = 64 * 1024;

/// Where the texts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inputs {
    arguments: Vec<String>,
    file: Option<InputFile>,
}

/// A file that is read, by its name; `-` is the standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InputFile {
    StandardInput,
    Path(PathBuf),
}

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read {name}")]
pub(crate) struct InputError {
    pub(crate) name: String,
    source: io::Error,
}

impl Inputs {
    /// The arguments, and after them the lines of `file`; `-` as either is the standard
    /// input.
    pub(crate) fn new(
        arguments: &[String],
        file: Option<&Path>,
    ) -> Result<Self, UsageError> {
        let is_dash = |text: &&String| text.as_str() == "-";
        let dashes = arguments.iter().filter(is_dash).count();
        let arguments: Vec<_> =
            arguments.iter().filter(|it| !is_dash(it)).cloned().collect();
        let file = file.map(InputFile::of);
        let file = match (dashes, file) {
            (0, file) => file,
            (1, None) => Some(InputFile::StandardInput),
            _ => return Err(UsageError::StandardInputTwice),
        };
        match arguments.is_empty() && file.is_none() {
            true => Err(UsageError::NothingAsked),
            false => Ok(Self { arguments, file }),
        }
    }

    /// Whether the standard input is one of them.
    pub(crate) fn reads_standard_input(&self) -> bool {
        self.file == Some(InputFile::StandardInput)
    }

    /// Whether they can be read twice: then they can be counted before anything is called.
    pub(crate) fn can_be_read_again(&self) -> bool {
        match &self.file {
            None => true,
            Some(InputFile::StandardInput) => false,
            Some(InputFile::Path(path)) => path.is_file(),
        }
    }

    /// How many there are, where that is known before reading.
    pub(crate) fn known_length(&self) -> Option<usize> {
        self.file.is_none().then_some(self.arguments.len())
    }

    /// The texts, trimmed, without empty lines and those that begin with `#`.
    pub(crate) fn open(&self) -> Result<Texts, InputError> {
        let (reader, name): (Box<dyn BufRead + Send>, _) = match &self.file {
            None => (Box::new(io::empty()), String::new()),
            Some(file) => (Box::new(BufReader::new(file.open()?)), file.name()),
        };
        Ok(Texts {
            arguments: self.arguments.clone().into_iter(),
            lines: Lines { reader },
            name,
        })
    }
}

impl InputFile {
    /// The file of this name.
    pub(crate) fn of(path: &Path) -> Self {
        match path == Path::new("-") {
            true => Self::StandardInput,
            false => Self::Path(path.to_owned()),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::StandardInput => "the standard input".to_owned(),
            Self::Path(path) => format!("`{}`", path.display()),
        }
    }

    fn open(&self) -> Result<Box<dyn Read + Send>, InputError> {
        match self {
            Self::StandardInput => Ok(Box::new(io::stdin())),
            Self::Path(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(source) => Err(InputError { name: self.name(), source }),
            },
        }
    }
}

/// The largest file that is read as a whole, in bytes.
const LARGEST: u64 = 64 << 20;

/// All bytes of a file.
pub(crate) fn read_whole(file: &InputFile) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    let read = file.open()?.take(LARGEST + 1).read_to_end(&mut bytes);
    let failed = |source| InputError { name: file.name(), source };
    read.map_err(failed)?;
    match bytes.len() as u64 > LARGEST {
        true => Err(failed(io::ErrorKind::FileTooLarge.into())),
        false => Ok(bytes),
    }
}

/// When a file was last written, where it is one and the system tells.
pub(crate) fn written_at(file: &InputFile) -> Option<jiff::Timestamp> {
    let InputFile::Path(path) = file else { return None };
    std::fs::metadata(path).ok()?.modified().ok()?.try_into().ok()
}

/// The texts that were asked for, one after the other.
pub(crate) struct Texts {
    arguments: std::vec::IntoIter<String>,
    lines: Lines,
    name: String,
}

impl Iterator for Texts {
    type Item = Result<String, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(argument) = self.arguments.next() {
            return Some(Ok(argument));
        }
        loop {
            match self.lines.next_line() {
                Ok(None) => return None,
                Ok(Some(line)) => {
                    let line = line.trim();
                    if !line.is_empty() && !line.starts_with('#') {
                        return Some(Ok(line.to_owned()));
                    }
                }
                Err(source) => {
                    return Some(Err(InputError { name: self.name.clone(), source }));
                }
            }
        }
    }
}

struct Lines {
    reader: Box<dyn BufRead + Send>,
}

impl Lines {
    /// The next line, its tail cut off where it is longer than [`LONGEST`]. What is not
    /// UTF-8 is marked in it, so that it is refused with the line shown.
    fn next_line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        self.reader.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            self.skip_line()?;
        }
        // A file from Windows may begin with a byte order mark.
        let text = String::from_utf8_lossy(&line);
        Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            let length = buffer.len();
            match buffer.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    self.reader.consume(end + 1);
                    return Ok(());
                }
                None if length == 0 => return Ok(()),
                None => self.reader.consume(length),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(arguments: &[&str], content: &[u8]) -> Vec<String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let arguments: Vec<_> = arguments.iter().map(|it| (*it).to_owned()).collect();
        let inputs = Inputs::new(&arguments, Some(file.path())).unwrap();
        inputs.open().unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn lines_follow_arguments_and_comments_are_left_out() {
        let content = "\u{feff}2\r\n\n  # not this\n 3 \n4".as_bytes();
        assert_eq!(texts(&["1"], content), ["1", "2", "3", "4"]);
        assert_eq!(texts(&["1"], b""), ["1"]);
    }

    #[test]
    fn a_line_without_end_is_cut_and_the_next_one_is_read() {
        let mut content = vec![b'x'; 300_000];
        content.extend(b"\n2\n\xff\n");
        let texts = texts(&[], &content);
        assert_eq!(texts[0].len(), 65_536);
        assert_eq!(texts[1..], ["2", "\u{fffd}"]);
    }

    #[test]
    fn the_standard_input_is_read_once() {
        let dash = ["-".to_owned()];
        assert!(Inputs::new(&dash, None).unwrap().reads_standard_input());
        for (arguments, file) in
            [(vec!["-".to_owned(), "-".to_owned()], None), (dash.to_vec(), Some("-"))]
        {
            let inputs = Inputs::new(&arguments, file.map(Path::new));
            assert_eq!(inputs, Err(UsageError::StandardInputTwice));
        }
        assert_eq!(Inputs::new(&[], None), Err(UsageError::NothingAsked));
    }
}
