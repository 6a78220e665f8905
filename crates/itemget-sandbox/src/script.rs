//! The fault script: what goes wrong with the next requests.

use std::sync::{Arc, Mutex, MutexGuard};

use crate::script::fault::{Fault, FaultKind};

pub(crate) mod fault;
pub(crate) mod known;
pub(crate) mod text;

/// The faults still to come. Clones are the same script.
#[derive(Debug, Clone, Default)]
pub struct Script {
    faults: Arc<Mutex<Vec<Fault>>>,
}

impl Script {
    /// Adds a fault behind those that are waiting.
    pub fn add(&self, fault: Fault) {
        self.faults().push(fault);
    }

    /// Drops all faults that are waiting.
    pub fn clear(&self) {
        self.faults().clear();
    }

    /// The faults that are waiting, with what is left of them.
    #[must_use]
    pub fn pending(&self) -> Vec<Fault> {
        self.faults().clone()
    }

    /// The fault that meets a request to this API: the first that fits, one time less.
    pub(crate) fn take(&self, api: Option<&str>) -> Option<FaultKind> {
        let mut faults = self.faults();
        let position = faults.iter().position(|fault| fault.fits(api))?;
        let fault = &mut faults[position];
        let kind = fault.kind.clone();
        if let Some(times) = &mut fault.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                faults.remove(position);
            }
        }
        Some(kind)
    }

    fn faults(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.faults.lock().expect("no code panics while it holds the script")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_come_in_order_for_whom_they_are_meant() {
        let script = Script::default();
        for text in ["limited*2", "html method=aliexpress.ds.product.get", "isp*always"] {
            script.add(text.parse().unwrap());
        }
        let product = Some("aliexpress.ds.product.get");
        let met = [product, None, product, product, None, product]
            .map(|api| script.take(api).unwrap().name());
        assert_eq!(met, ["limited", "limited", "html", "isp", "isp", "isp"]);
        assert_eq!(script.pending().len(), 1);
        script.clear();
        assert_eq!(script.take(product), None);
    }
}
