package homeport.cloud.sns.delivery;

/** Signs for this service, so that receivers can tell a message from a forged one. */
public interface Signing {
    /**
     * @param version 1: SHA-1 with RSA, 2: SHA-256 with RSA
     * @return in Base64
     */
    String sign(int version, String text);

    /** The path of the certificate on the API port, with its slash. */
    String certificatePath();
}
