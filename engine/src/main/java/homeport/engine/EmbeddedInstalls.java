package homeport.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/**
 * The releases that Homeport ships: files {@code postgres-<major>.<minor>.0.jar}, each holding one
 * {@code .txz} for this processor. They are unpacked on first use into {@code
 * <cache>/postgres-<version>}, which appears only when it is whole. Safe from any thread.
 */
final class EmbeddedInstalls {
    private static final Pattern JAR = Pattern.compile("postgres-(\\d+)\\.(\\d+)(\\.\\d+)*\\.jar");

    /** Most memory that the decompressor may ask for. */
    private static final int XZ_KIB_MAX = 256 * 1024;

    private final Optional<Path> jars;
    private final Path cache;
    private final Account account;
    private final String entry;
    private final Map<Path, Boolean> fits = new ConcurrentHashMap<>();

    EmbeddedInstalls(Optional<Path> jars, Path cache, Account account) {
        this.jars = jars.filter(Files::isDirectory);
        this.cache = cache.toAbsolutePath();
        this.account = account;
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        this.entry = "postgres-linux-" + processor + ".txz";
    }

    /** What could be unpacked, by version; nothing is unpacked. */
    Map<EngineVersion, Path> list() {
        Map<EngineVersion, Path> found = new TreeMap<>();
        if (jars.isEmpty()) return found;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(jars.get())) {
            for (Path jar : all) {
                Matcher name = JAR.matcher(jar.getFileName().toString());
                if (name.matches() && fits.computeIfAbsent(jar, this::hasEntry))
                    found.put(EngineVersion.parse(name.group(1) + "." + name.group(2)), jar);
            }
        } catch (IOException e) {
            throw new EngineException("cannot list " + jars.get(), e);
        }
        return found;
    }

    /** The binaries of that version, unpacked now if they are not yet; about two seconds then. */
    synchronized Installation unpacked(EngineVersion version, Path jar) {
        Path folder = cache.resolve("postgres-" + version);
        if (!Files.isDirectory(folder)) unpack(jar, folder);
        account.reach(folder.resolve("bin"));
        return new Installation(version, folder.resolve("bin"));
    }

    private void unpack(Path jar, Path folder) {
        Path partial = Durable.partial(folder);
        Durable.delete(partial);
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Files.createDirectories(partial);
            ZipEntry archive = zip.getEntry(entry);
            try (InputStream packed = new BufferedInputStream(zip.getInputStream(archive));
                    InputStream tar = new XZInputStream(packed, XZ_KIB_MAX)) {
                Tar.unpack(tar, partial);
            }
        } catch (IOException e) {
            throw new EngineException("cannot unpack " + jar + " into " + partial, e);
        }
        if (!Installation.complete(partial.resolve("bin")))
            throw new EngineException(jar + " holds no bin/postgres and bin/initdb");
        TopologyTools.offerExtension(partial.resolve("share/postgresql/extension"));
        Durable.publish(partial, folder);
    }

    private boolean hasEntry(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getEntry(entry) != null;
        } catch (IOException e) {
            throw new EngineException("cannot read " + jar, e);
        }
    }
}
