"""What can go wrong, in the learner's language: a sentence for each kind of fault.

The message of a `HikmaError` is English and names files, pages and numbers; it is shown below.
Knows the names of faults (`HikmaError.type`) and what to do about them in the browser.
"""

from collections.abc import Mapping

from app.i18n import Tongue, mark

TOLD: Mapping[str, str] = {
    "NoSuchPath": mark("There is no such file or folder on this computer."),
    "EmptyQuestion": mark("The question is empty. Ask something in words."),
    "QuestionTooLong": mark("The question is too long. Ask a shorter one."),
    "UnknownDocument": mark("This document is no longer in the library."),
    "UnknownChat": mark("This conversation was deleted."),
    "UnknownQuiz": mark("There is no such quiz."),
    "UnknownItem": mark("There is no such question."),
    "UnreadableAnswers": mark("The answer cannot be read."),
    "UnknownFormat": mark("The file does not tell its format. Choose it yourself."),
    "UnreadableBank": mark("The file holds no question in this format."),
    "InputError": mark("This cannot be done as it was asked."),
    "UnknownSystem": mark("This cannot be done as it was asked."),
    "NothingToResume": mark("No such run was interrupted."),
    "RunChanged": mark("The run cannot go on: something changed since it began. Start a new one."),
    "RunDamaged": mark("The files of this run are damaged."),
    "RunOlder": mark("This run was made by an older version of Hikma."),
    "RunNewer": mark("This run was made by a newer version of Hikma."),
    "StoreError": mark("What is stored cannot be used."),
    "SettingsError": mark("A setting is wrong. Correct it and start Hikma again."),
    "UnsupportedFile": mark("Hikma does not read files of this kind."),
    "EmptyFile": mark("The file is empty."),
    "EncryptedFile": mark("The file is locked with a password. Save it without one."),
    "DamagedFile": mark("The file is broken, or not what its name says."),
    "UnknownEncoding": mark("The text is in no known encoding. Save it as UTF-8."),
    "NoText": mark("No page of the file holds text."),
    "NotReadable": mark("The file may not be read. Check its permissions."),
    "FileChanging": mark("The file changed while it was read. Add it again."),
    "OutsideFolder": mark("A link leads out of the folder; it was not followed."),
    "UnsafeFile": mark("The file is built to mislead its reader; it was not read."),
    "TooLarge": mark("The file is too large. Split it."),
    "TooSlow": mark("Reading the file took too long. Split it."),
    "ModelsMissing": mark("The models are not on this computer yet. Fetch them in Settings."),
    "ModelFileCorrupt": mark("A model file is damaged. Fetch it again in Settings."),
    "ModelUnavailable": mark("The model does not answer. Try again in a moment."),
    "PackageMissing": mark("A package that this model needs is not installed."),
    "NotEnoughDisk": mark("There is not enough space on the disk."),
    "DownloadFailed": mark("The download failed. Check the network and try again."),
    "ReplyUnusable": mark("The model's reply could not be used. Ask again."),
    "EmptyLibrary": mark("The library is empty. Add documents first."),
    "IndexMismatch": mark("The library was made with another model. Re-index it in the Library."),
    "IndexDamaged": mark("The library cannot be opened. Run the checks in Settings."),
    "StoreBusy": mark("The library is being changed elsewhere. Try again in a moment."),
    "StoreNotWritable": mark("The data folder cannot be written, or the disk is full."),
    "ServerUnreachable": mark("The server of the vectors does not answer."),
    "NotebookDamaged": mark("The notebook cannot be opened."),
    "NotebookNewer": mark("The notebook was made by a newer version of Hikma."),
    "UnknownExam": mark("There is no such exam."),
    "ExamRetired": mark("This exam is over. Choose its successor, or say that you want it anyway."),
    "ExamPast": mark("The day of the exam is past."),
    "NoWeights": mark("Nobody has published how much each domain of this exam counts."),
    "NoItems": mark("Your bank holds no question for this exam. Make some in Practice first."),
    "ExamOver": mark("This mock exam is over: no answer changes any more."),
    "UnreadableAmount": mark("A number or an amount cannot be read."),
    "BlueprintInvalid": mark("A file that describes an exam has mistakes."),
    "Bug": mark("Something went wrong inside Hikma. The details are in its log."),
}
_IN_ALL = frozenset(
    {"ModelsMissing", "IndexMismatch", "UnknownExam", "ExamRetired", "NoItems", "Bug"}
)
"""Their hint speaks of a terminal, so that the sentence helps in English too."""


def told(record: Mapping[str, str], _: Tongue) -> list[str]:
    """The lines that tell of a fault (`HikmaError.as_record()`), the first in `_`'s language."""
    lines = [record["message"], record["hint"]]
    sentence = TOLD.get(record["type"]) or TOLD["Bug"]
    if _.code != "en":
        return [_(sentence), " ".join(lines)]
    return [sentence, *lines] if record["type"] in _IN_ALL else lines
