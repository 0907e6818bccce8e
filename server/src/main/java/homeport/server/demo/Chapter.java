package homeport.server.demo;

/** One part of the tour. */
interface Chapter {
    String title();

    /**
     * @throws Exception the promise did not hold; the message says what was seen
     */
    void play(Stage stage) throws Exception;
}
