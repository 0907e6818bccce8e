package homeport.server.demo;

import homeport.server.stage.Stage;

/** One part of the tour. */
interface Chapter {
    String title();

    /**
     * @throws Exception the promise did not hold; the message says what was seen
     */
    void play(Stage stage, Tale tale) throws Exception;
}
