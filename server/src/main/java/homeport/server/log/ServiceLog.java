package homeport.server.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Where everything that logs in this process writes to while it is open. */
public final class ServiceLog implements AutoCloseable {
    public static final String FILE = "homeport.log";
    private static final String LAST = "homeport-last.log";

    private static final Logger ROOT = Logger.getLogger("");

    private final List<Handler> handlers;

    private ServiceLog(List<Handler> handlers) {
        this.handlers = handlers;
    }

    /** No command but the service logs; what libraries have to say goes to standard error. */
    public static void onlyWarnings() {
        for (Handler handler : ROOT.getHandlers()) ROOT.removeHandler(handler);
        ROOT.addHandler(console());
    }

    public static ServiceLog open(Path folder) throws IOException {
        return open(folder, FILE);
    }

    /** Of a process that does not serve the folder any more, but has sessions yet. */
    public static ServiceLog ofLast(Path folder) throws IOException {
        return open(folder, LAST);
    }

    private static ServiceLog open(Path folder, String name) throws IOException {
        onlyWarnings();
        Handler file = new BoundedFile(folder.resolve(name), BoundedFile.BYTES_MAX);
        ROOT.addHandler(file);
        return new ServiceLog(List.of(file));
    }

    private static Handler console() {
        Handler console = new ConsoleHandler();
        console.setLevel(Level.WARNING);
        console.setFormatter(new LineFormatter());
        return console;
    }

    @Override
    public void close() {
        for (Handler handler : handlers) {
            ROOT.removeHandler(handler);
            handler.close();
        }
    }
}
