package homeport.cloud.iam.access;

/** The access key of the account's root. */
public record RootKey(String id, String secret) {
    @Override
    public String toString() {
        return "RootKey[" + id + ", ***]";
    }
}
