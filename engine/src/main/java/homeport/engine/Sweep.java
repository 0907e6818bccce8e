package homeport.engine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Clears what a killed Homeport left half done: helper processes, folders that never became whole
 * or were being removed. Servers of complete data folders are left alone.
 */
final class Sweep extends SimpleFileVisitor<Path> {
    private static final int DEPTH_MAX = 8;

    /** {@code -V}: initdb asks the server for its version first. */
    private static final Set<String> HELPERS = Set.of("--single", "--boot", "--check", "-V");

    private final List<Path> leftOvers = new ArrayList<>();

    private Sweep() {}

    /** Says, a sentence each, what it found and cleared. */
    static List<String> run(Path root, ProcessTable processes) {
        List<String> done = new ArrayList<>();
        if (!Files.isDirectory(root)) return done;
        for (ProcessTable.Entry left : processes.inside(root))
            if (helper(left)) done.add("killed " + left.program() + " left in " + left.folder());
        DataFolder.killHelpers(root, processes);
        Sweep sweep = new Sweep();
        try {
            Files.walkFileTree(root, Set.of(), DEPTH_MAX, sweep);
        } catch (IOException e) {
            throw new EngineException("cannot look through " + root, e);
        }
        for (Path leftOver : sweep.leftOvers) {
            Durable.delete(leftOver);
            done.add("removed " + leftOver);
        }
        return done;
    }

    /** Of PostgreSQL, but not a server or one of its children. */
    static boolean helper(ProcessTable.Entry process) {
        if (process.program().equals("initdb")) return true;
        if (process.program().equals("sh"))
            return asksForHelper(process); // initdb's way to run one
        if (process.program().equals("postgres"))
            return process.arguments().stream().anyMatch(HELPERS::contains)
                    || process.folder().toString().endsWith(Durable.PARTIAL);
        return process.launching()
                && process.arguments().stream()
                        .anyMatch(a -> a.endsWith("/initdb") || a.equals("--single"));
    }

    private static boolean asksForHelper(ProcessTable.Entry shell) {
        return shell.arguments().stream()
                .filter(command -> command.contains("postgres"))
                .anyMatch(command -> HELPERS.stream().anyMatch(command::contains));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
        if (name.endsWith(Durable.PARTIAL) || name.endsWith(Durable.REMOVED)) {
            leftOvers.add(folder);
            return FileVisitResult.SKIP_SUBTREE;
        }
        return Files.exists(folder.resolve("PG_VERSION"))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
    }
}
