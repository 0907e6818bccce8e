package homeport.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The account that engines run under. PostgreSQL refuses to run as root, so root lends them {@code
 * postgres} where it exists and a system account {@code homeport} otherwise; everybody else runs
 * them as oneself.
 *
 * @param switched engines run under another account than Homeport, which then is root
 */
public record Account(String name, int uid, int gid, boolean switched) {
    private static final Duration COMMAND_MAX = Duration.ofSeconds(20);
    private static final List<String> LENT = List.of("postgres", "homeport");

    /**
     * The account for this process; as root it may be created.
     *
     * @throws EngineException there is none and none can be made; the message says what to install
     *     or do
     */
    public static Account forEngines() {
        int uid = (int) attribute(Path.of("/proc/self"), "unix:uid");
        int gid = (int) attribute(Path.of("/proc/self"), "unix:gid");
        if (uid != 0) return new Account(System.getProperty("user.name"), uid, gid, false);
        Account account =
                LENT.stream()
                        .map(Account::find)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElseGet(Account::createOwn);
        account.checkSwitch();
        return account;
    }

    /** Whom Homeport itself runs as. */
    String own() {
        return switched ? "root" : name;
    }

    /** The command as this account runs it; the process keeps its id through every step. */
    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (switched) {
            command.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + gid));
            command.addAll(List.of("--clear-groups", "--"));
        }
        command.addAll(arguments);
        return command;
    }

    /** Gives a file or folder, not what a link points to, to the account. */
    void own(Path path) {
        if (!switched) return;
        try {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new EngineException("cannot give " + path + " to " + name, e);
        }
    }

    /** Makes a folder of mode 0700 for the account; parents are made with the usual modes. */
    void folder(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                Files.createDirectory(
                        path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            own(path);
        } catch (IOException e) {
            throw new EngineException("cannot make the folder " + path, e);
        }
    }

    /**
     * @throws EngineException the account cannot pass one of the folders above {@code path}; the
     *     message names it
     */
    public void reach(Path path) {
        if (!switched) return;
        Path folder = path.toAbsolutePath().getParent();
        for (; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder) && !passes(folder))
                throw new EngineException(
                        "engines run as %s, which cannot enter %s (needed for %s); use another folder or chmod o+x it"
                                .formatted(name, folder, path));
        }
    }

    private boolean passes(Path folder) {
        try {
            Map<String, Object> seen = Files.readAttributes(folder, "unix:uid,gid,permissions");
            @SuppressWarnings("unchecked")
            var modes = (Set<PosixFilePermission>) seen.get("permissions");
            if (seen.get("uid").equals(uid))
                return modes.contains(PosixFilePermission.OWNER_EXECUTE);
            if (seen.get("gid").equals(gid))
                return modes.contains(PosixFilePermission.GROUP_EXECUTE);
            return modes.contains(PosixFilePermission.OTHERS_EXECUTE);
        } catch (IOException e) {
            throw new EngineException("cannot look at " + folder, e);
        }
    }

    private static Optional<Account> find(String name) {
        Command.Result found =
                Command.run(List.of("getent", "passwd", name), Path.of("/"), "", COMMAND_MAX);
        if (found.exit() != 0) return Optional.empty();
        String[] fields = found.output().strip().split(":", -1); // name:x:uid:gid:…
        if (fields.length < 4) throw new EngineException("getent passwd said: " + found.output());
        int uid = Integer.parseInt(fields[2]);
        return Optional.of(new Account(name, uid, Integer.parseInt(fields[3]), true));
    }

    private static Account createOwn() {
        String name = LENT.getLast();
        List<String> create = List.of("useradd", "--system", "--no-create-home", name);
        Command.Result made = Command.run(create, Path.of("/"), "", COMMAND_MAX);
        return find(name)
                .orElseThrow(() ->
                        new EngineException(
                                "PostgreSQL does not run as root and no account could be made for it (useradd --system %s: %s); create the account %s or start Homeport as another user"
                                        .formatted(name, made.output().strip(), name)));
    }

    private void checkSwitch() {
        Command.Result tried = Command.run(command(List.of("true")), Path.of("/"), "", COMMAND_MAX);
        if (tried.exit() != 0)
            throw new EngineException(
                    "root cannot run engines as %s (setpriv of util-linux is needed): %s"
                            .formatted(name, tried.output().strip()));
    }

    private static Object attribute(Path path, String name) {
        try {
            return Files.getAttribute(path, name);
        } catch (IOException e) {
            throw new EngineException("Homeport's engines need Linux with /proc", e);
        }
    }
}
