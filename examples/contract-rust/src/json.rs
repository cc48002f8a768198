//! Reads and writes JSON: enough for a package, without a library.

#[allow(dead_code)] // a reader of all of JSON, of which this package asks for texts
pub enum Json {
    Null,
    Bool(bool),
    /// As it was written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

const MAX_DEPTH: usize = 200;

impl Json {
    /// The value of a key: of several equal ones the last.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(entries) => entries.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads a whole text; None where it is no JSON.
pub fn parse(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text };
    let value = reader.value(0)?;
    reader.space();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    fn take(&mut self, sign: char) -> bool {
        self.space();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.take('{') {
            let mut entries = Vec::new();
            if self.take('}') {
                return Some(Json::Object(entries));
            }
            loop {
                self.space();
                let key = self.string()?;
                if !self.take(':') {
                    return None;
                }
                entries.push((key, self.value(depth + 1)?));
                if !self.take(',') {
                    return self.take('}').then_some(Json::Object(entries));
                }
            }
        }
        if self.take('[') {
            let mut items = Vec::new();
            if self.take(']') {
                return Some(Json::List(items));
            }
            loop {
                items.push(self.value(depth + 1)?);
                if !self.take(',') {
                    return self.take(']').then_some(Json::List(items));
                }
            }
        }
        if self.rest.starts_with('"') {
            return self.string().map(Json::Text);
        }
        let end = self.rest.find([',', ']', '}', ' ', '\n', '\r', '\t']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "null" => Some(Json::Null),
            "true" => Some(Json::Bool(true)),
            "false" => Some(Json::Bool(false)),
            _ => is_number(word).then(|| Json::Number(word.into())),
        }
    }

    fn string(&mut self) -> Option<String> {
        let mut out = String::new();
        self.rest = self.rest.strip_prefix('"')?;
        loop {
            let char = self.char()?;
            match char {
                '"' => return Some(out),
                '\\' => match self.char()? {
                    'b' => out.push('\u{8}'),
                    'f' => out.push('\u{c}'),
                    'n' => out.push('\n'),
                    'r' => out.push('\r'),
                    't' => out.push('\t'),
                    'u' => out.push(self.escape()?),
                    other @ ('"' | '\\' | '/') => out.push(other),
                    _ => return None,
                },
                '\0'..='\u{1f}' => return None,
                _ => out.push(char),
            }
        }
    }

    fn char(&mut self) -> Option<char> {
        let char = self.rest.chars().next()?;
        self.rest = &self.rest[char.len_utf8()..];
        Some(char)
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.rest = &self.rest[4..];
        u32::from_str_radix(digits, 16).ok()
    }

    /// Half a pair of surrogates becomes U+FFFD.
    fn escape(&mut self) -> Option<char> {
        let high = self.unit()?;
        if (0xd800..0xdc00).contains(&high) && self.rest.starts_with("\\u") {
            let before = self.rest;
            self.rest = &self.rest[2..];
            let low = self.unit()?;
            if (0xdc00..0xe000).contains(&low) {
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
            }
            self.rest = before;
        }
        Some(char::from_u32(high).unwrap_or('\u{fffd}'))
    }
}

fn is_number(word: &str) -> bool {
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (word, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.map_or(true, digits)
        && exponent.map_or(true, digits)
}

/// A text as JSON writes it, which every YAML reader takes too.
pub fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => {
                out.push('\\');
                out.push(char);
            }
            '\0'..='\u{1f}' | '\u{7f}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", char as u32)),
            _ => out.push(char),
        }
    }
    out.push('"');
    out
}
