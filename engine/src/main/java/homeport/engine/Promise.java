package homeport.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The highest term that a node has promised, in the file {@code promise} beside its data folder: a
 * decimal number. See {@link Node#promise()}.
 */
record Promise(Path home, Account account) {
    private Path file() {
        return home.resolve("promise");
    }

    /**
     * @throws EngineException it cannot be read: then nobody knows what was promised
     */
    long term() {
        try {
            return Long.parseLong(Files.readString(file()).strip());
        } catch (NoSuchFileException none) {
            return 0;
        } catch (IOException | NumberFormatException e) {
            throw new EngineException("cannot read the promise in " + file(), e);
        }
    }

    void keep(long term) {
        long before = term();
        if (term < before)
            throw new EngineException(
                    "%s has promised term %d; it cannot promise %d".formatted(home, before, term));
        if (term == before) return;
        account.folder(home);
        Durable.write(file(), term + "\n", account);
    }
}
