use std::time::Duration;
use voxguard_rules::Settings;

pub const USAGE: &str = "usage: voxguard-rules-watch --store redis://host:port --set core --engine NAME \
[--public-key ID=BASE64_RAW_32_BYTES]... [--poll-ms 500] [--state-dir DIR] [--flat-out] [--pipeline N]";

pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Settings, String> {
    let mut arguments = arguments;
    let (mut store, mut set, mut engine) = (None, None, None);
    let mut settings = Settings::new("", "", "");
    while let Some(flag) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{flag}: expected a value, got nothing"));
        match flag.as_str() {
            "--store" => store = Some(value()?),
            "--set" => set = Some(value()?),
            "--engine" => engine = Some(value()?),
            "--public-key" => settings.public_keys = settings.public_keys.with(&value()?).map_err(|error| format!("{flag}: {error}"))?,
            "--poll-ms" => settings.poll = Duration::from_millis(number(&flag, &value()?)?),
            "--state-dir" => settings.state_dir = Some(value()?.into()),
            "--flat-out" => settings.flat_out = true,
            "--pipeline" => settings.pipeline = number(&flag, &value()?)? as usize,
            _ => return Err(format!("expected a flag, got {flag}")),
        }
    }
    settings.store = store.ok_or("--store: expected redis://host:port, got nothing")?;
    settings.set = set.ok_or("--set: expected a set's name, got nothing")?;
    settings.engine = engine.ok_or("--engine: expected an engine's name, got nothing")?;
    Ok(settings)
}

fn number(flag: &str, text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{flag}: expected a number, got {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDED: &str = "--store redis://127.0.0.1:6379 --set core --engine engine-1";

    fn parsed(text: &str) -> Result<Settings, String> {
        parse(text.split_whitespace().map(str::to_string))
    }

    #[test]
    fn every_flag_is_accepted() {
        let key = "--public-key test-1=0IspUkrwfIUiTppUlTPCGB6aOpGeU78yzR83moFDJG4=";
        let settings = parsed(&format!("{NEEDED} {key} --poll-ms 750 --state-dir /var/lib/rules --flat-out --pipeline 64")).unwrap();
        assert_eq!(
            (settings.store.as_str(), settings.set.as_str(), settings.engine.as_str()),
            ("redis://127.0.0.1:6379", "core", "engine-1")
        );
        assert_eq!((settings.poll, settings.pipeline, settings.flat_out), (Duration::from_millis(750), 64, true));
        assert_eq!(settings.state_dir.as_deref(), Some("/var/lib/rules".as_ref()));
        let plain = parsed(NEEDED).unwrap();
        assert_eq!((plain.poll, plain.pipeline, plain.flat_out, plain.state_dir), (Duration::from_millis(500), 1, false, None));
    }

    #[test]
    fn wrong_flag_is_named() {
        let refused = |text: &str| parsed(text).unwrap_err();
        assert_eq!(refused("--set core --engine e"), "--store: expected redis://host:port, got nothing");
        assert_eq!(refused("--store"), "--store: expected a value, got nothing");
        assert_eq!(refused(&format!("{NEEDED} --poll-ms soon")), "--poll-ms: expected a number, got soon");
        assert_eq!(refused(&format!("{NEEDED} --fast")), "expected a flag, got --fast");
        assert!(refused(&format!("{NEEDED} --public-key k=AAAA")).starts_with("--public-key: public key: k: expected the 32 bytes"));
    }
}
