package homeport.server.drill;

import homeport.server.data.DataFolder;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Everything that a drill leaves on the machine until it is closed: a folder, a service with its
 * servers, mounted file systems. It is closed once, by the drill or, when that is interrupted, by
 * the end of this process.
 */
final class Ground implements AutoCloseable {
    private final Thread hook = new Thread(this::closeAtExit, "clear the ground");
    private final Path home;
    private Optional<Disks> disks = Optional.empty();
    private Optional<Stage> stage = Optional.empty();
    private boolean closed;

    private Ground(Path home) {
        this.home = home;
    }

    /**
     * @param fills some fault needs file systems of its own; without root there are none
     * @param options of the service
     */
    static Ground open(boolean fills, String... options) throws IOException, TimeoutException {
        Ground ground = new Ground(Files.createTempDirectory("homeport-"));
        Runtime.getRuntime().addShutdownHook(ground.hook);
        try {
            ground.build(fills, options);
            return ground;
        } catch (IOException | TimeoutException failed) {
            ground.close();
            throw failed;
        }
    }

    private void build(boolean fills, String... options) throws IOException, TimeoutException {
        if (DataFolder.ofRoot()) // the account of the engines passes through
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        if (fills && Disks.possible()) disks = Optional.of(Disks.in(home.resolve("data")));
        stage = Optional.of(Stage.in(home, options));
    }

    Stage stage() {
        return stage.orElseThrow();
    }

    Optional<Disks> disks() {
        return disks;
    }

    private void closeAtExit() {
        try {
            clear();
        } catch (IOException failed) {
            System.err.println("homeport: something of " + home + " is left: " + failed);
        }
    }

    private synchronized void clear() throws IOException {
        if (closed) return;
        closed = true;
        if (stage.isPresent()) stage.get().close();
        if (disks.isPresent()) disks.get().close();
        Stage.remove(home);
    }

    @Override
    public void close() throws IOException {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            return; // the hook has nothing left to do
        }
    }
}
