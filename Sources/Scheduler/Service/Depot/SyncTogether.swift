internal import Foundation
internal import Synchronization

/// Syncs several files or folders at the same time, each on a thread of its own.
///
/// The kernel answers waits that overlap with one flush of the disk, so many cost little more than one.
/// Returns 0 or the error of each.
func synchronizeTogether(_ descriptors: [Int32]) -> [Int32] {
    let codes = Mutex(Array(repeating: Int32(0), count: descriptors.count))
    let group = DispatchGroup()
    let synchronize = { @Sendable (place: Int) in
        guard fsync(descriptors[place]) != 0 else { return }
        let code = errno
        codes.withLock { $0[place] = code }
    }
    for place in descriptors.indices.dropFirst() {
        group.enter()
        Thread.detachNewThread {
            synchronize(place)
            group.leave()
        }
    }
    if !descriptors.isEmpty { synchronize(0) }
    group.wait()
    return codes.withLock { $0 }
}

/// Makes new names in several folders survive a power cut; returns what went wrong, by folder.
func synchronizeFolders(_ folders: [String]) -> [String: StorageError] {
    var failures: [String: StorageError] = [:]
    var opened: [(folder: String, descriptor: Int32)] = []
    for folder in folders {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            failures[folder] = StorageError(errno, path: folder)
            continue
        }
        opened.append((folder, descriptor))
    }
    for (place, code) in synchronizeTogether(opened.map(\.descriptor)).enumerated() where code != 0
    {
        failures[opened[place].folder] = StorageError(code, path: opened[place].folder)
    }
    for one in opened { _ = close(one.descriptor) }
    return failures
}
