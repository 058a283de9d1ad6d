namespace IopPlatform.Clinical.Tests;

/// <summary>Files as a provider may bring them.</summary>
internal static class PackTexts
{
    public const string Hope =
        """
        {
          "id": "HOPE-2", "version": "1.0", "title": "Two questions on hope", "language": "en-US", "window": "today",
          "license": "The clinic's own.", "citation": "None.", "texts": "own", "screenPositiveAt": 3,
          "options": [{ "value": 0, "label": "No" }, { "value": 1, "label": "Some" }, { "value": 2, "label": "Much" }],
          "items": [
            { "number": "1", "text": "Hopeless" },
            { "number": "2", "text": "Alone", "safety": {
              "positiveAt": 2, "positiveCode": "hope-2-positive", "positiveLevel": "indeterminate", "positiveText": "Ask.",
              "blankCode": "hope-2-blank", "blankText": "Ask." } }
          ],
          "scoring": { "method": "sum", "missingSource": "All are needed." },
          "bands": [{ "code": "none", "label": "None", "min": 0, "max": 1 }, { "code": "some", "label": "Some", "min": 2, "max": 4 }]
        }
        """;

    public const string ScoffWords =
        """
        {
          "instrument": "SCOFF", "version": "1.0", "language": "en-GB", "license": "Licensed to the clinic.",
          "options": [{ "value": 0, "label": "Nope" }, { "value": 1, "label": "Yep" }],
          "items": [
            { "number": "1", "text": "Words of 1" }, { "number": "2", "text": "Words of 2" }, { "number": "3", "text": "Words of 3" },
            { "number": "4", "text": "Words of 4" }, { "number": "5", "text": "Words of 5" }
          ]
        }
        """;
}
