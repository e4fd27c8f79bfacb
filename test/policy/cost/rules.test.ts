import { testTable } from "../../../policies/kit/testing";
import { tables } from "./tables";

describe("the cost pack's rules about single resources", () => {
    for (const table of tables) {
        testTable(table);
    }
});
