// A package written by hand in Rust: a Namespace of the installation's name. README.md says how it is built.

use std::alloc::{alloc, dealloc, Layout};
use std::panic;
use std::ptr::{addr_of, addr_of_mut};
use std::sync::Once;

mod json;
use json::{quote, Json};

/// What the host reads after a call: where a document lies and how long it is.
static mut PAIR: [u32; 2] = [0, 0];
/// The text of a panic, for `__mistletoe_fault`.
static mut FAULT: Vec<u8> = Vec::new();

const INFO: &str = r#"{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistPackage","metadata":{"name":"namespace","labels":{"mistletoe.dev/language":"rust"}}}"#;
const HEAD: &str = r#"{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistResult","data":{"result":"#;

fn layout(length: u32) -> Layout {
    Layout::from_size_align(length.max(1) as usize, 16).expect("a length that fits the memory")
}

fn give(address: *const u8, length: usize) -> *const u32 {
    unsafe {
        PAIR = [address as u32, length as u32];
        addr_of!(PAIR) as *const u32
    }
}

#[no_mangle]
pub extern "C" fn __mistletoe_alloc(length: u32) -> *mut u8 {
    let address = unsafe { alloc(layout(length)) };
    assert!(!address.is_null(), "out of memory");
    address
}

/// # Safety
/// The address and the length are those that this module gave or was given.
#[no_mangle]
pub unsafe extern "C" fn __mistletoe_dealloc(address: *mut u8, length: u32) {
    dealloc(address, layout(length));
}

#[no_mangle]
pub extern "C" fn __mistletoe_info() -> *const u32 {
    give(INFO.as_ptr(), INFO.len())
}

/// # Safety
/// The host wrote so many bytes there.
#[no_mangle]
pub unsafe extern "C" fn __mistletoe_generate(input: *const u8, length: u32) -> *const u32 {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|info| unsafe { *addr_of_mut!(FAULT) = info.to_string().into_bytes() }));
    });
    let text = render(std::slice::from_raw_parts(input, length as usize)).into_bytes();
    // Copied, so that what the host gives back has the layout that it was made with.
    let address = __mistletoe_alloc(text.len() as u32);
    std::ptr::copy_nonoverlapping(text.as_ptr(), address, text.len());
    give(address, text.len())
}

/// The host calls this after a trap: the message of the panic.
#[no_mangle]
pub extern "C" fn __mistletoe_fault() -> *const u32 {
    let fault = unsafe { &*addr_of!(FAULT) };
    if fault.is_empty() {
        return std::ptr::null();
    }
    give(fault.as_ptr(), fault.len())
}

fn render(input: &[u8]) -> String {
    match namespace(input) {
        Ok(file) => format!("{HEAD}\"Ok\",\"files\":{{\"namespace.yaml\":{}}}}}}}", quote(&file)),
        Err(message) => format!("{HEAD}\"Err\",\"message\":{}}}}}", quote(&message)),
    }
}

fn namespace(input: &[u8]) -> Result<String, String> {
    let input = std::str::from_utf8(input).map_err(|error| error.to_string())?;
    let document = json::parse(input).ok_or("the input is no JSON")?;
    let data = document.get("data").ok_or("the input has no data")?;
    let name = data.get("name").and_then(Json::text).ok_or("name is missing")?;
    let mut file = format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {}\n", quote(name));
    match data.get("labels") {
        None => {}
        Some(Json::Object(labels)) => {
            file.push_str("  labels:\n");
            for (key, value) in labels {
                let value = value.text().ok_or(format!("labels.{key} is no text"))?;
                file.push_str(&format!("    {}: {}\n", quote(key), quote(value)));
            }
        }
        Some(_) => return Err("labels is no mapping".into()),
    }
    Ok(file)
}
