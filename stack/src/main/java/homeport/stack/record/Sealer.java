package homeport.stack.record;

/** Keeps what is in a template and its parameters from whoever reads the disk. */
public interface Sealer {
    /**
     * @param context what the bytes are; they are unsealed as the same only
     */
    byte[] seal(byte[] plain, String context);

    byte[] unseal(byte[] sealed, String context);
}
