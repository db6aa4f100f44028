//! Ctrl-C ends the command at once, but never between the beginning and the end of writing a file.

/// Does `work`, and only then what a signal that came meanwhile asks for.
pub(super) fn deferred<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(unix)]
    unix::hold();
    let done = work();
    #[cfg(unix)]
    unix::release();
    done
}

#[cfg(unix)]
mod unix {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
    use std::sync::{Arc, LazyLock};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag::{register_conditional_default, register_usize};
    use signal_hook::low_level::emulate_default_handler;

    /// Handlers stay for good: taking them away would not bring the default ones back.
    static SIGNALS: LazyLock<Signals> = LazyLock::new(Signals::register);

    #[derive(Default)]
    struct Signals {
        may_end: Arc<AtomicBool>,
        came: Arc<AtomicUsize>,
    }

    impl Signals {
        fn register() -> Self {
            let signals = Self::default();
            for signal in [SIGINT, SIGTERM, SIGHUP] {
                // Where a handler cannot be set, the signal does what it always did.
                let _ = register_conditional_default(signal, Arc::clone(&signals.may_end));
                let number = usize::try_from(signal).unwrap_or_default();
                let _ = register_usize(signal, Arc::clone(&signals.came), number);
            }
            signals
        }
    }

    pub(super) fn hold() {
        SIGNALS.may_end.store(false, SeqCst);
    }

    pub(super) fn release() {
        SIGNALS.may_end.store(true, SeqCst);
        if let Ok(signal @ 1..) = i32::try_from(SIGNALS.came.load(SeqCst)) {
            let _ = emulate_default_handler(signal);
        }
    }
}
