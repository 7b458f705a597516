"""`retrieve` as LangChain's `BaseRetriever`, for chains that others build.

Apart from it, since LangChain's class costs a question without a chat model a tenth of its start.
"""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from ingest.documents import Scope
from ingest.index import Index
from tutor.retrieve import retrieve


class PassageRetriever(BaseRetriever):
    """The same search for LangChain pipelines: page content is the passage, metadata its place."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    k: int = 8
    pool: int = 50

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        found = retrieve(query, self.index, k=self.k, pool=self.pool, scope=Scope())
        return [
            LangChainDocument(
                page_content=passage.text, metadata=passage.model_dump(exclude={"text"})
            )
            for passage in found.passages
        ]
