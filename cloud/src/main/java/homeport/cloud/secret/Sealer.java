package homeport.cloud.secret;

/** Encrypts what must not lie in the store in the clear. {@code server} plugs its vault in. */
public interface Sealer {
    /**
     * @param context authenticated with the value: only the same context unseals it
     */
    byte[] seal(byte[] plain, String context);

    /**
     * @throws IllegalStateException the bytes were changed, or sealed by another key or context
     */
    byte[] unseal(byte[] sealed, String context);
}
