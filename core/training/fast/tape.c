/* Walks lists of NumPy calls without the interpreter: the loops inside NumPy's ufuncs, one after the other. They are
   recorded by core/training/fast/tape.py from the calls that the training loop makes. This file knows no network: all
   arrays are computed by NumPy's own code. Only the few single numbers that Python computes in core/training/loop.py, a
   loss, a norm, are computed here, in the same order. So all is equal to the last bit.

   Whoever calls this holds the lock of the workspace that is walked. Python's own lock is free meanwhile. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>
#include <numpy/ufuncobject.h>
#include <fenv.h>
#include <math.h>
#include <stdbool.h>

enum { MOST_ARGS = 3, MOST_DIMS = 4, MOST_STEPS = 9 };

/* One call of a ufunc's inner loop: how many there are, and how many bytes it is from one number to the next. */
typedef struct {
    PyUFuncGenericFunction loop;
    void *data;
    char *args[MOST_ARGS];
    npy_intp dims[MOST_DIMS], steps[MOST_STEPS];
} Call;

typedef struct {
    Call *calls;
    Py_ssize_t count;
} List;

/* The lists of one iteration in the order in which they are walked: EXACT where the loss that was computed quickly is
   not good enough, CLIP where the gradient is too long. */
enum { BATCH, EXACT, AFTER, CLIP, UPDATE, LISTS };

/* The single numbers: what calls leave and take, then what is constant. */
enum { PLUS, MINUS, MEAN, PENALTY, SQUARE, FACTOR, DIVISOR, LOW, HIGH, EXACT_DIVISOR, CLIP_NORM, PENALISED, VALUES };

typedef struct {
    PyObject_HEAD
    List lists[LISTS];
    PyObject *kept; /* all that it was made from: so the arrays stay alive */
    PyArrayObject *values, *columns, *numbers;
} Tape;

static int refuse(const char *why)
{
    PyErr_SetString(PyExc_ValueError, why);
    return -1;
}

/* ---- recording ---- */

static bool plain(PyObject *given, int type, bool written)
{
    PyArrayObject *array = (PyArrayObject *)given;
    return PyArray_Check(given) && PyArray_TYPE(array) == type &&
           (written ? PyArray_ISBEHAVED(array) : PyArray_ISBEHAVED_RO(array));
}

static bool row_major(PyObject *given, int type, int ndim, bool written)
{
    return plain(given, type, written) && PyArray_NDIM((PyArrayObject *)given) == ndim &&
           PyArray_IS_C_CONTIGUOUS((PyArrayObject *)given);
}

/* What NumPy does when it makes numbers of true and false, which lie in rows without gaps. */
static void cast(char **args, npy_intp const *dims, npy_intp const *steps, void *data)
{
    const npy_bool *restrict from = (npy_bool *)args[0];
    double *restrict to = (double *)args[1];
    for (npy_intp i = 0; i < dims[0]; i++)
        to[i] = from[i];
    (void)steps, (void)data;
}

/* Read a tuple of exactly `count` whole numbers from `least` on. They are small, so that sums of products fit. */
static int whole(PyObject *given, Py_ssize_t count, npy_intp least, npy_intp *into)
{
    if (PyTuple_GET_SIZE(given) != count)
        return refuse("A call has another number of dimensions or steps.");
    for (Py_ssize_t i = 0; i < count; i++)
        if ((into[i] = PyLong_AsSsize_t(PyTuple_GET_ITEM(given, i))) < least || into[i] > 1 << 30)
            return PyErr_Occurred() ? -1 : refuse("A dimension or a step is too small, or too large.");
    return 0;
}

/* Record one call from (ufunc or None for a cast, arrays, dims, steps). Whatever is given, no loop leaves an array. */
static int record(PyObject *given, Call *call)
{
    PyObject *function, *arrays, *dims, *steps;
    if (!PyTuple_Check(given))
        return refuse("A call must be a tuple.");
    if (!PyArg_ParseTuple(given, "OO!O!O!", &function, &PyTuple_Type, &arrays, &PyTuple_Type, &dims, &PyTuple_Type,
                          &steps))
        return -1;
    PyUFuncObject *ufunc = PyObject_TypeCheck(function, &PyUFunc_Type) ? (PyUFuncObject *)function : NULL;
    int count = ufunc ? ufunc->nargs : 2, inputs = ufunc ? ufunc->nin : 1, core = ufunc && ufunc->core_enabled;
    if ((!ufunc && function != Py_None) || count > MOST_ARGS || PyTuple_GET_SIZE(arrays) != count)
        return refuse("What is called is no ufunc, or not with so many arrays.");
    int dim_count = 1 + (core ? ufunc->core_num_dim_ix : 0), step_count = count, types[MOST_ARGS];
    for (int arg = 0; core && arg < count; arg++)
        step_count += ufunc->core_num_dims[arg];
    if (dim_count > MOST_DIMS || step_count > MOST_STEPS)
        return refuse("A ufunc has too many dimensions.");
    if (whole(dims, dim_count, 1, call->dims) < 0 || whole(steps, step_count, 0, call->steps) < 0)
        return -1;

    const npy_intp *step = call->steps + count; /* those within the core of a product */
    for (int arg = 0; arg < count; arg++) {
        PyObject *item = PyTuple_GET_ITEM(arrays, arg);
        if (!plain(item, NPY_DOUBLE, arg >= inputs) && !plain(item, NPY_BOOL, arg >= inputs))
            return refuse("An array is not of numbers as they are computed with, or must not be written.");
        PyArrayObject *array = (PyArrayObject *)item;
        npy_intp room = 0, needed = (call->dims[0] - 1) * call->steps[arg];
        for (int axis = 0; axis < PyArray_NDIM(array); axis++) {
            if (PyArray_DIM(array, axis) < 1 || PyArray_STRIDE(array, axis) < 0)
                return refuse("An array is empty, or runs backwards.");
            room += (PyArray_DIM(array, axis) - 1) * PyArray_STRIDE(array, axis);
        }
        for (int axis = 0; core && axis < ufunc->core_num_dims[arg]; axis++)
            needed += (call->dims[1 + ufunc->core_dim_ixs[ufunc->core_offsets[arg] + axis]] - 1) * *step++;
        if (needed > room)
            return refuse("A call would leave an array.");
        types[arg] = PyArray_TYPE(array);
        call->args[arg] = PyArray_BYTES(array);
    }
    if (!ufunc) {
        call->loop = cast;
        bool fits = types[0] == NPY_BOOL && types[1] == NPY_DOUBLE && call->steps[0] == 1 && call->steps[1] == 8;
        return fits ? 0 : refuse("Only rows of true and false are cast.");
    }
    for (int kind = 0; kind < ufunc->ntypes; kind++) {
        int arg = 0;
        while (arg < count && ufunc->types[kind * count + arg] == types[arg])
            arg++;
        if (arg == count && (call->loop = ufunc->functions[kind]) != NULL) {
            call->data = ufunc->data ? ufunc->data[kind] : NULL;
            return 0;
        }
    }
    return refuse("A ufunc has no loop for such arrays.");
}

static void forget(Tape *tape)
{
    for (int i = 0; i < LISTS; i++)
        PyMem_Free(tape->lists[i].calls);
    Py_XDECREF(tape->kept);
    Py_TYPE(tape)->tp_free((PyObject *)tape);
}

/* Make Tape(lists, values, columns, numbers): five tuples of calls, the single numbers, the columns of a batch, and what
   the optimiser is told of each update. */
static PyObject *make(PyTypeObject *type, PyObject *args, PyObject *options)
{
    PyObject *lists, *values, *columns, *numbers;
    if (options || !PyArg_ParseTuple(args, "O!OOO", &PyTuple_Type, &lists, &values, &columns, &numbers))
        return options ? PyErr_Format(PyExc_TypeError, "A tape takes no names.") : NULL;
    Tape *tape = (Tape *)type->tp_alloc(type, 0); /* all of it 0 */
    if (!tape)
        return NULL;
    tape->kept = Py_NewRef(args);
    tape->values = (PyArrayObject *)values;
    tape->columns = (PyArrayObject *)columns;
    tape->numbers = (PyArrayObject *)numbers;
    bool good = PyTuple_GET_SIZE(lists) == LISTS && row_major(values, NPY_DOUBLE, 1, true) &&
                PyArray_SIZE(tape->values) == VALUES && row_major(columns, NPY_DOUBLE, 2, true) &&
                PyArray_SIZE(tape->columns) > 0 && row_major(numbers, NPY_DOUBLE, 1, true);
    for (int i = 0; good && i < LISTS; i++)
        good = PyTuple_Check(PyTuple_GET_ITEM(lists, i));
    if (!good)
        refuse("A tape needs five tuples of calls, single numbers, and the columns of a batch.");
    for (int i = 0; good && i < LISTS; i++) {
        PyObject *calls = PyTuple_GET_ITEM(lists, i);
        List *list = tape->lists + i;
        list->count = PyTuple_GET_SIZE(calls);
        list->calls = PyMem_Calloc(list->count + 1, sizeof(Call));
        good = list->calls || PyErr_NoMemory();
        for (Py_ssize_t n = 0; good && n < list->count; n++)
            good = record(PyTuple_GET_ITEM(calls, n), list->calls + n) == 0;
    }
    if (!good)
        Py_CLEAR(tape);
    return (PyObject *)tape;
}

static PyTypeObject type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "core.training.fast._tape.Tape",
    .tp_basicsize = sizeof(Tape),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = make,
    .tp_dealloc = (destructor)forget,
};

/* ---- walking ---- */

static void walk(const List *list)
{
    for (const Call *call = list->calls, *end = call + list->count; call < end; call++) {
        char *args[MOST_ARGS]; /* a copy: a loop may move them on */
        memcpy(args, call->args, sizeof args);
        call->loop(args, call->dims, call->steps, call->data);
    }
}

/* Walk one iteration up to the gradient; return whether its loss and norm are finite. */
static bool gradient(const Tape *tape, double *loss, double *norm)
{
    double *v = PyArray_DATA(tape->values);
    walk(tape->lists + BATCH);
    double total = v[PLUS] - v[MINUS];
    *loss = total / v[DIVISOR];
    if (tape->lists[EXACT].count && !(v[LOW] < total && total < v[HIGH])) {
        walk(tape->lists + EXACT);
        *loss = v[MEAN] / v[EXACT_DIVISOR];
    }
    walk(tape->lists + AFTER);
    if (v[PENALISED])
        *loss += v[PENALTY];
    *norm = sqrt(v[SQUARE]);
    return isfinite(*loss + *norm);
}

#define DIM(array, axis) PyArray_DIM((PyArrayObject *)(array), axis)
#define DATA(array) PyArray_DATA((PyArrayObject *)(array))
/* Do an iteration on each of `tapes`, and return how many were done before one whose loss or gradient is not finite: of
   that one θ and the slots are as before. Batches are the examples `order` of `source`, or stay as they are. */
static PyObject *run(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *tapes, *source, *order, *told, *losses, *norms, *state, *keys;
    Py_ssize_t until_key, stride, i = 0;
    if (!PyArg_ParseTuple(args, "O!OOOOOOOnn", &PyTuple_Type, &tapes, &source, &order, &told, &losses, &norms, &state,
                          &keys, &until_key, &stride))
        return NULL;
    Py_ssize_t steps = PyTuple_GET_SIZE(tapes);
    bool good = row_major(source, NPY_DOUBLE, 2, false) && row_major(told, NPY_DOUBLE, 2, false) &&
                row_major(losses, NPY_DOUBLE, 1, true) && row_major(norms, NPY_DOUBLE, 1, true) &&
                plain(state, NPY_DOUBLE, false) && PyArray_NDIM((PyArrayObject *)state) == 2 &&
                row_major(keys, NPY_DOUBLE, 3, true) && until_key > 0 && stride > 0 &&
                (order == Py_None || row_major(order, NPY_INT64, 1, false));
    good = good && DIM(told, 0) >= steps && DIM(losses, 0) >= steps && DIM(norms, 0) >= steps &&
           DIM(keys, 1) == DIM(state, 0) && DIM(keys, 2) == DIM(state, 1) &&
           DIM(keys, 0) >= (steps < until_key ? 0 : (steps - until_key) / stride + 1) &&
           PyArray_STRIDE((PyArrayObject *)state, 1) == sizeof(double);
    npy_intp examples = good ? DIM(source, 1) : 0, count = good ? DIM(told, 1) : 0, needed = 0;
    for (; good && i < steps; i++) {
        Tape *tape = (Tape *)PyTuple_GET_ITEM(tapes, i);
        good = Py_TYPE(tape) == &type && DIM(tape->columns, 0) == DIM(source, 0) &&
               DIM(tape->numbers, 0) == count;
        needed += good ? DIM(tape->columns, 1) : 0;
    }
    const npy_int64 *chosen = good && order != Py_None ? DATA(order) : NULL;
    good = good && (!chosen || DIM(order, 0) >= needed);
    for (i = 0; chosen && good && i < needed; i++)
        good = chosen[i] >= 0 && chosen[i] < examples;
    if (!good)
        return PyErr_Format(PyExc_ValueError, "What is given to tapes does not fit them.");

    double *loss = DATA(losses), *norm = DATA(norms), *key = DATA(keys);
    const double *from = DATA(source), *tell = DATA(told);
    Py_BEGIN_ALLOW_THREADS
    for (i = 0; i < steps; i++, tell += count) {
        const Tape *tape = (Tape *)PyTuple_GET_ITEM(tapes, i);
        double *column = DATA(tape->columns), *v = DATA(tape->values);
        npy_intp rows = DIM(tape->columns, 0), m = DIM(tape->columns, 1);
        for (npy_intp row = 0; chosen && row < rows; row++)
            for (npy_intp j = 0; j < m; j++)
                column[row * m + j] = from[row * examples + chosen[j]];
        chosen = chosen ? chosen + m : NULL;
        if (!gradient(tape, loss + i, norm + i))
            break;
        if (norm[i] > v[CLIP_NORM]) {
            v[FACTOR] = v[CLIP_NORM] / norm[i];
            walk(tape->lists + CLIP);
        }
        memcpy(DATA(tape->numbers), tell, count * sizeof(double));
        walk(tape->lists + UPDATE);
        if (i + 1 >= until_key && (i + 1 - until_key) % stride == 0)
            for (npy_intp slot = 0; slot < DIM(state, 0); slot++, key += DIM(state, 1))
                memcpy(key, PyArray_GETPTR1((PyArrayObject *)state, slot), DIM(state, 1) * sizeof(double));
    }
    feclearexcept(FE_ALL_EXCEPT); /* NumPy would have looked away, as the loop asks it to */
    Py_END_ALLOW_THREADS
    return PyLong_FromSsize_t(i);
}

static PyMethodDef methods[] = {{"run", run, METH_VARARGS, "Do iterations; return how many."}, {NULL, NULL, 0, NULL}};
static PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_tape", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__tape(void)
{
    if (PyArray_ImportNumPyAPI() < 0 || PyUFunc_ImportUFuncAPI() < 0)
        return NULL;
    PyObject *made = PyType_Ready(&type) < 0 ? NULL : PyModule_Create(&module);
    bool good = made && PyModule_AddObjectRef(made, "Tape", (PyObject *)&type) == 0 &&
                PyModule_AddIntConstant(made, "SOURCE", SOURCE) == 0;
    return good ? made : NULL;
}
