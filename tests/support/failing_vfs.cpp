// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/failing_vfs.h"

#include <sqlite3.h>

#include <atomic>

namespace sorby::test {
namespace {

std::atomic<Fault> g_fault{Fault::None};
std::atomic<int> g_writesLeft{0};
std::atomic<int> g_failed{0};

/// SQLite allocates both in one piece: ours first, the operating system's behind it.
struct File {
    sqlite3_file base;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file)
{
    return reinterpret_cast<File*>(file)->real();
}

const sqlite3_io_methods& methods(sqlite3_file* file)
{
    return *real(file)->pMethods;
}

/// SQLITE_OK when the write may go on.
int verdict()
{
    const Fault fault = g_fault.load();
    if (fault == Fault::None || g_writesLeft.fetch_sub(1) > 0) {
        return SQLITE_OK;
    }
    ++g_failed;
    switch (fault) {
    case Fault::FullDisk:
        return SQLITE_FULL;
    case Fault::ReadOnly:
        return SQLITE_READONLY;
    case Fault::WriteError:
    case Fault::None:
        break;
    }
    return SQLITE_IOERR_WRITE;
}

sqlite3_io_methods makeMethods()
{
    sqlite3_io_methods own{};
    own.iVersion = 3;
    own.xClose = [](sqlite3_file* f) { return methods(f).xClose(real(f)); };
    own.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
        return methods(f).xRead(real(f), to, n, at);
    };
    own.xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
        const int code = verdict();
        return code == SQLITE_OK ? methods(f).xWrite(real(f), from, n, at) : code;
    };
    own.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
        const int code = verdict();
        return code == SQLITE_OK ? methods(f).xTruncate(real(f), size) : SQLITE_IOERR_TRUNCATE;
    };
    own.xSync = [](sqlite3_file* f, int flags) {
        const int code = verdict();
        return code == SQLITE_OK ? methods(f).xSync(real(f), flags) : SQLITE_IOERR_FSYNC;
    };
    own.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return methods(f).xFileSize(real(f), size); };
    own.xLock = [](sqlite3_file* f, int level) { return methods(f).xLock(real(f), level); };
    own.xUnlock = [](sqlite3_file* f, int level) { return methods(f).xUnlock(real(f), level); };
    own.xCheckReservedLock = [](sqlite3_file* f, int* out) {
        return methods(f).xCheckReservedLock(real(f), out);
    };
    own.xFileControl = [](sqlite3_file* f, int op, void* arg) {
        return methods(f).xFileControl(real(f), op, arg);
    };
    own.xSectorSize = [](sqlite3_file* f) { return methods(f).xSectorSize(real(f)); };
    own.xDeviceCharacteristics = [](sqlite3_file* f) { return methods(f).xDeviceCharacteristics(real(f)); };
    own.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
        return methods(f).xShmMap(real(f), page, size, extend, out);
    };
    own.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
        return methods(f).xShmLock(real(f), offset, n, flags);
    };
    own.xShmBarrier = [](sqlite3_file* f) { methods(f).xShmBarrier(real(f)); };
    own.xShmUnmap = [](sqlite3_file* f, int remove) { return methods(f).xShmUnmap(real(f), remove); };
    own.xFetch = [](sqlite3_file* f, sqlite3_int64 at, int n, void** out) {
        return methods(f).xFetch(real(f), at, n, out);
    };
    own.xUnfetch = [](sqlite3_file* f, sqlite3_int64 at, void* page) {
        return methods(f).xUnfetch(real(f), at, page);
    };
    return own;
}

const sqlite3_io_methods kMethods = makeMethods();

sqlite3_vfs* below(sqlite3_vfs* vfs)
{
    return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

int openFile(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* outFlags)
{
    file->pMethods = nullptr;
    const int code = below(vfs)->xOpen(below(vfs), name, real(file), flags, outFlags);
    if (real(file)->pMethods != nullptr) {
        file->pMethods = &kMethods;
    }
    return code;
}

} // namespace

void installFailingVfs()
{
    sqlite3_initialize();
    static sqlite3_vfs vfs;
    sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
    vfs = *system; // time, randomness, names and the like are the system's
    vfs.pNext = nullptr;
    vfs.pAppData = system;
    vfs.zName = "sorby-failing";
    vfs.szOsFile = static_cast<int>(sizeof(File)) + system->szOsFile;
    vfs.xOpen = openFile;
    vfs.xDelete = [](sqlite3_vfs* v, const char* name, int sync) {
        return below(v)->xDelete(below(v), name, sync);
    };
    vfs.xAccess = [](sqlite3_vfs* v, const char* name, int flags, int* out) {
        return below(v)->xAccess(below(v), name, flags, out);
    };
    vfs.xFullPathname = [](sqlite3_vfs* v, const char* name, int n, char* out) {
        return below(v)->xFullPathname(below(v), name, n, out);
    };
    sqlite3_vfs_register(&vfs, 1);
}

void armFault(Fault fault, int afterWrites)
{
    g_writesLeft = afterWrites;
    g_fault = fault;
}

void clearFault()
{
    g_fault = Fault::None;
}

int failedWrites()
{
    return g_failed;
}

} // namespace sorby::test
