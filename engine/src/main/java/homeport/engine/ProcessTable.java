package homeport.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Looks at the live processes in {@code /proc}. Every PostgreSQL process works in its data folder,
 * also after its postmaster died, and each is a session of its own: so the folder, not the parent
 * or the group, tells to which node it belongs. Source: proc(5).
 *
 * @param account whom to ask where we are not allowed to look: root without {@code CAP_SYS_PTRACE},
 *     as in most containers, cannot read where another account's process works
 */
record ProcessTable(Account account) {
    private static final Path PROC = Path.of("/proc");
    private static final Duration ASK_MAX = Duration.ofSeconds(10);
    private static final String ASK =
            "for p; do printf '%s %s\\n' \"$p\" \"$(readlink \"/proc/$p/cwd\")\"; done";

    /**
     * @param folder where it works
     * @param arguments its command line, empty for one that overwrote it
     */
    record Entry(long pid, Path folder, List<String> arguments) {
        /** What it was started as, without the folder. */
        String program() {
            return arguments.isEmpty()
                    ? ""
                    : Path.of(arguments.getFirst().split("[: ]", 2)[0]).getFileName() + "";
        }

        /** On its way to become an engine's process. */
        boolean launching() {
            return program().equals("setsid") || program().equals("setpriv");
        }

        /** Its memory is gone, its files may still be open: the kernel is ending it. */
        boolean exiting() {
            return arguments.isEmpty();
        }

        boolean postmasterOf(Path data) {
            return program().equals("postgres")
                    && folder.equals(data)
                    && arguments.size() >= 3
                    && arguments.get(1).equals("-D")
                    && arguments.get(2).equals(data.toString());
        }
    }

    /** The live (not zombie) process with that number. */
    Optional<Entry> find(long pid) {
        return list(candidate -> candidate == pid).stream().findFirst();
    }

    /** All live processes that work in {@code folder} or below it. */
    List<Entry> inside(Path folder) {
        return list(_ -> true).stream().filter(e -> e.folder().startsWith(folder)).toList();
    }

    private List<Entry> list(Predicate<Long> wanted) {
        Map<Long, Path> folders = new HashMap<>();
        List<Long> hidden = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (!wanted.test(pid)) continue;
                try {
                    folders.put(pid, Files.readSymbolicLink(process.resolve("cwd")));
                } catch (AccessDeniedException e) {
                    if (account.switched() && ownedByAccount(process)) hidden.add(pid);
                } catch (IOException gone) {
                    folders.remove(pid); // it ended between the listing and the look
                }
            }
        } catch (IOException e) {
            throw new EngineException("cannot list /proc", e);
        }
        if (!hidden.isEmpty()) folders.putAll(ask(hidden));
        List<Entry> entries = new ArrayList<>();
        folders.forEach((pid, folder) -> entry(pid, folder).ifPresent(entries::add));
        return entries;
    }

    private static Optional<Entry> entry(long pid, Path folder) {
        Path process = PROC.resolve(Long.toString(pid));
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            if (state == 'Z' || state == 'X') return Optional.empty();
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split("\0"));
            return Optional.of(new Entry(pid, folder, arguments));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private boolean ownedByAccount(Path process) throws IOException {
        try {
            return Files.getAttribute(process, "unix:uid").equals(account.uid());
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private Map<Long, Path> ask(List<Long> pids) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", ASK, "sh"));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        String answer = Command.run(account.command(command), Path.of("/"), "", ASK_MAX).output();
        Map<Long, Path> folders = new HashMap<>();
        for (String line : answer.lines().toList()) {
            String[] parts = line.split(" ", 2);
            if (parts.length == 2 && parts[1].startsWith("/"))
                folders.put(Long.parseLong(parts[0]), Path.of(parts[1]));
        }
        return folders;
    }
}
