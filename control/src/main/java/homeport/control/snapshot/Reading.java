package homeport.control.snapshot;

/** Somebody reads a snapshot's data until this is closed; may be closed twice. */
public interface Reading extends AutoCloseable {
    @Override
    void close();
}
