//! Scenarios, arguments and files from somebody who means harm, or from a broken editor.

mod bytes;
mod files;
mod limits;
mod mutation;
mod names;
mod refused;
mod trial;
mod twin;
