package homeport.engine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;

/**
 * Copies a folder while somebody writes in it: what vanishes meanwhile is left out. Files and
 * folders keep their modes and belong to the account.
 */
final class FolderCopy extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;
    private final Predicate<Path> wanted;
    private final Account account;
    private final FileCopy files;
    private long bytes;

    private FolderCopy(
            Path from, Path to, Predicate<Path> wanted, Account account, FileCopy.Pace pace) {
        this.from = from;
        this.to = to;
        this.wanted = wanted;
        this.account = account;
        this.files = new FileCopy(pace);
    }

    /**
     * @param to absent; its parent exists
     * @param wanted asked with each path relative to {@code from}; an unwanted folder is not
     *     entered
     * @return bytes of the files copied
     */
    static long copy(
            Path from, Path to, Predicate<Path> wanted, Account account, FileCopy.Pace pace) {
        FolderCopy copy = new FolderCopy(from, to, wanted, account, pace);
        try {
            Files.walkFileTree(from, copy);
        } catch (IOException e) {
            throw new EngineException("cannot copy " + from + " to " + to, e);
        }
        return copy.bytes;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (!folder.equals(from) && !wanted.test(from.relativize(folder)))
            return FileVisitResult.SKIP_SUBTREE;
        account.folder(to.resolve(from.relativize(folder)));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Path relative = from.relativize(file);
        if (!attributes.isRegularFile() || !wanted.test(relative)) return FileVisitResult.CONTINUE;
        Path target = to.resolve(relative);
        try {
            bytes += files.copy(file, target, attributes.size());
        } catch (NoSuchFileException vanished) {
            return FileVisitResult.CONTINUE;
        }
        account.own(target);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
        throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
        if (e == null || e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
        throw e;
    }
}
