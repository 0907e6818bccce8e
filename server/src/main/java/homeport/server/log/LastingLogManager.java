package homeport.server.log;

import java.util.logging.LogManager;

/**
 * The JDK closes every log handler in a shutdown hook that runs beside ours, and the lines that
 * tell how a service stopped would be lost. This one leaves closing to {@link ServiceLog}. Named by
 * a system property, which must be set before any class that logs is touched, this one too.
 */
public final class LastingLogManager extends LogManager {
    @Override
    public void reset() {}
}
