/* Of each set of statements, choose the true one: the first, as authored. MIT licence. */
GenLit.Summary = class extends GenLit.SingleChoiceSet {
  rows() {
    return (this.params.summaries || []).filter((row) => (row.summary || []).length)
      .map((row) => ({ id: row.subContentId, question: this.params.intro, answers: row.summary, tip: row.tip }));
  }

  question() { return this.params.intro || ''; }
};
