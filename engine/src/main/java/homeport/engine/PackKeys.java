package homeport.engine;

/** Seals the key of each encrypted pack, so that it can lie in the pack itself. */
public interface PackKeys {
    /** Where packs are not encrypted. */
    PackKeys NONE =
            new PackKeys() {
                @Override
                public byte[] seal(byte[] key) {
                    throw new EngineException("there is no key to encrypt a pack with");
                }

                @Override
                public byte[] unseal(byte[] sealed) {
                    throw new EngineException("there is no key to open a pack with");
                }
            };

    byte[] seal(byte[] key);

    /**
     * @throws RuntimeException it was changed, or sealed by another installation
     */
    byte[] unseal(byte[] sealed);
}
