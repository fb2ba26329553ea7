//! Looking into our stopped VM.

use rustc_hash::FxHashMap;

use crate::engine::snapshot::{Handle, Inspect, Item, Shape, ThreadStatus};
use crate::vm::thread::CoroutineStatus;
use crate::vm::{Table, Type, Value, Vm};

/// Shows a VM to the snapshot. Nothing is collected meanwhile: only calls of Lua functions collect.
pub(super) struct OurInspector<'a> {
    vm: &'a mut Vm,
    roots: &'a [Value],
    handles: FxHashMap<usize, Handle>,
    objects: Vec<Value>,
}

impl<'a> OurInspector<'a> {
    /// The roots are the results or the error value.
    pub(super) fn new(vm: &'a mut Vm, roots: &'a [Value]) -> OurInspector<'a> {
        OurInspector { vm, roots, handles: FxHashMap::default(), objects: Vec::new() }
    }

    fn item(&mut self, value: Value) -> Item<'static> {
        match value.type_of() {
            Type::Nil => Item::Nil,
            Type::Boolean => Item::Boolean(value.truthy()),
            Type::Number => Item::Number(value.as_number().unwrap_or_default()),
            Type::String => match value.as_string() {
                // SAFETY: strings do not move and nothing is collected while the inspector is in use; what is made of the
                // item does not outlive the visit.
                Some(s) => Item::String(unsafe { std::slice::from_raw_parts(s.bytes().as_ptr(), s.len()) }),
                None => Item::Nil,
            },
            Type::LightUserData => Item::Native("light userdata"),
            Type::Function => match value.as_native_fn() {
                Some(native) => Item::Native(native.def().name),
                None => Item::Object(self.handle(value)),
            },
            Type::Table | Type::UserData | Type::Thread => Item::Object(self.handle(value)),
        }
    }

    fn handle(&mut self, value: Value) -> Handle {
        let next = self.objects.len() as Handle;
        let handle = *self.handles.entry(value.identity()).or_insert(next);
        if handle == next {
            self.objects.push(value);
        }
        handle
    }

    fn object(&self, handle: Handle) -> Value {
        self.objects[handle as usize]
    }

    fn is_weak(&mut self, value: Value) -> bool {
        let Some(meta) = self.vm.metatable_of(value) else { return false };
        let mode = self.vm.get_field(meta, "__mode");
        mode.as_string().is_some_and(|s| s.bytes().iter().any(|b| matches!(b, b'k' | b'v')))
    }
}

impl Inspect for OurInspector<'_> {
    fn roots(&mut self, visit: &mut dyn FnMut(Item<'_>)) {
        for &root in self.roots {
            visit(self.item(root));
        }
        let globals = Value::from(self.vm.globals());
        visit(self.item(globals));
        let text = self.vm.str(b"");
        let meta = self.vm.metatable_of(text).map_or(Value::NIL, Value::from);
        visit(self.item(meta));
    }

    fn shape(&mut self, object: Handle) -> Shape {
        let value = self.object(object);
        if let Some(function) = value.as_lua_fn() {
            let proto = function.proto();
            return Shape::Function {
                line_defined: proto.line_defined(),
                last_line_defined: proto.last_line_defined(),
            };
        }
        if let Some(thread) = value.as_thread() {
            return Shape::Thread(match thread.status() {
                CoroutineStatus::Running => ThreadStatus::Running,
                CoroutineStatus::Suspended => ThreadStatus::Suspended,
                CoroutineStatus::Normal => ThreadStatus::Normal,
                CoroutineStatus::Dead => ThreadStatus::Dead,
            });
        }
        match value.as_table() {
            Some(_) => Shape::Table { weak: self.is_weak(value) },
            None => Shape::Userdata,
        }
    }

    fn entries(&mut self, table: Handle, visit: &mut dyn FnMut(Item<'_>, Item<'_>) -> bool) {
        let Some(table) = self.object(table).as_table() else { return };
        let table: &Table = &table;
        let mut position = 0;
        while let Some((next, key, value)) = table.entry_from(position) {
            position = next;
            let (key, value) = (self.item(key), self.item(value));
            if !visit(key, value) {
                break;
            }
        }
    }

    fn metatable(&mut self, object: Handle) -> Option<Handle> {
        let meta = self.vm.metatable_of(self.object(object))?;
        Some(self.handle(Value::from(meta)))
    }

    fn upvalues(&mut self, function: Handle, visit: &mut dyn FnMut(Item<'_>)) {
        let Some(function) = self.object(function).as_lua_fn() else { return };
        // Without debug information there are none to be seen, as `debug.getupvalue` has it.
        let seen = function.proto().upvalue_names().len();
        for upvalue in function.upvals().iter().take(seen) {
            let value = upvalue.get().get();
            visit(self.item(value));
        }
    }

    fn environment(&mut self, function: Handle) -> Option<Handle> {
        let environment = Value::from(self.object(function).as_lua_fn()?.env());
        let globals = Value::from(self.vm.globals());
        (environment.identity() != globals.identity()).then(|| self.handle(environment))
    }
}
