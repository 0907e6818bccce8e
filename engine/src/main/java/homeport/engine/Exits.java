package homeport.engine;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells when a process ends, by event. Java learns that of its children only and polls the others,
 * so a process that an earlier Homeport started is watched by a kernel handle and a thread of its
 * own; there is one per running node. Safe from any thread.
 */
final class Exits {
    private final Map<Identity, CompletableFuture<Void>> watched = new ConcurrentHashMap<>();

    /** A process id alone may be used again. */
    private record Identity(long pid, Instant started) {}

    /** Must be called while the child cannot yet have been adopted. */
    CompletableFuture<Void> child(Process process) {
        CompletableFuture<Void> exit = process.onExit().thenApply(_ -> null);
        return keep(identity(process.toHandle()), exit);
    }

    CompletableFuture<Void> of(ProcessHandle process) {
        Identity identity = identity(process);
        CompletableFuture<Void> known = watched.get(identity);
        if (known != null) return known;
        CompletableFuture<Void> exit = new CompletableFuture<>();
        int handle = Kernel.processHandle(process.pid());
        if (handle < 0) return keep(identity, process.onExit().thenApply(_ -> null));
        Thread.ofPlatform()
                .daemon()
                .name("exit-of-" + process.pid())
                .start(() -> {
                    Kernel.awaitExit(handle);
                    exit.complete(null);
                });
        return keep(identity, exit);
    }

    private CompletableFuture<Void> keep(Identity identity, CompletableFuture<Void> exit) {
        CompletableFuture<Void> first = watched.putIfAbsent(identity, exit);
        if (first != null) return first;
        exit.whenComplete((_, _) -> watched.remove(identity));
        return exit;
    }

    private static Identity identity(ProcessHandle process) {
        return new Identity(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }
}
