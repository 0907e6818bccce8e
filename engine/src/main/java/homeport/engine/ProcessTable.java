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

    /** {@code flags}, of the fields from the state on. */
    private static final int FLAGS = 6;

    /** {@code PF_EXITING}. Source: Linux, sched.h. */
    private static final long EXITING = 0x4;

    /** {@code starttime}, of the fields from the state on. */
    private static final int BEGAN = 19;

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
        return entries(List.of(process(pid)), _ -> true).stream().findFirst();
    }

    /**
     * When the process with that number began, in the kernel's ticks: with the number it names one
     * process for good, and costs one small file. Empty for one that has ended or is ending.
     */
    Optional<Long> began(long pid) {
        try {
            return stat(pid)
                    .filter(stat -> (Long.parseLong(stat[FLAGS]) & EXITING) == 0)
                    .map(stat -> Long.parseLong(stat[BEGAN]));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** All live processes that work in {@code folder} or below it. */
    List<Entry> inside(Path folder) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            return entries(all, at -> at.startsWith(folder));
        } catch (IOException e) {
            throw new EngineException("cannot list /proc", e);
        }
    }

    private static Path process(long pid) {
        return PROC.resolve(Long.toString(pid));
    }

    private List<Entry> entries(Iterable<Path> processes, Predicate<Path> wanted) {
        Map<Long, Path> folders = new HashMap<>();
        List<Long> hidden = new ArrayList<>();
        for (Path process : processes) {
            long pid = Long.parseLong(process.getFileName().toString());
            try {
                folders.put(pid, Files.readSymbolicLink(process.resolve("cwd")));
            } catch (AccessDeniedException e) {
                if (account.switched() && ownedByAccount(process)) hidden.add(pid);
            } catch (IOException gone) {
                folders.remove(pid); // it ended between the listing and the look
            }
        }
        if (!hidden.isEmpty()) folders.putAll(ask(hidden));
        List<Entry> entries = new ArrayList<>();
        folders.forEach((pid, folder) -> {
            if (wanted.test(folder)) entry(pid, folder).ifPresent(entries::add);
        });
        return entries;
    }

    /** Its fields from the third on, the state; empty for one that has ended. */
    private static Optional<String[]> stat(long pid) throws IOException {
        Path file = process(pid).resolve("stat");
        String line = Files.readString(file, StandardCharsets.ISO_8859_1);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        boolean ended = fields[0].equals("Z") || fields[0].equals("X");
        return ended ? Optional.empty() : Optional.of(fields);
    }

    private static Optional<Entry> entry(long pid, Path folder) {
        Path process = process(pid);
        try {
            if (stat(pid).isEmpty()) return Optional.empty();
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split("\0"));
            return Optional.of(new Entry(pid, folder, arguments));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private boolean ownedByAccount(Path process) {
        try {
            return Files.getAttribute(process, "unix:uid").equals(account.uid());
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            throw new EngineException("cannot see whose process " + process + " is", e);
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
