// A package in Rust: reads the input from standard input, writes objects to standard output.
use std::io::Read;

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).expect("the input is no UTF-8");
    let name = field(&input, "name").expect("the input has no name");
    let replicas: u32 = field(&input, "replicas").map_or(1, |text| text.parse().expect("replicas is no number"));
    if replicas > 10 {
        // An exit code other than 0 refuses the input; this is the message.
        eprintln!("replicas is {replicas}: at most 10");
        std::process::exit(1);
    }
    println!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  replicas: \"{replicas}\"");
}

/// The value of a key of a flat JSON text.
fn field(json: &str, key: &str) -> Option<String> {
    let at = json.find(&format!("\"{key}\":"))? + key.len() + 3;
    let rest = json[at..].trim_start().trim_start_matches('"');
    Some(rest.split(|c| c == '"' || c == ',' || c == '}').next()?.to_string())
}
